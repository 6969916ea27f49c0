import * as z from 'zod/mini';
import type { PathChange } from '../../../shared/doc.ts';
import { type TurnFile, turnFileSchema } from '../../../shared/turn.ts';
import { type IdRange, idRangeSchema } from '../text/id-range.ts';
import type { Sql } from '../storage/sql.ts';
import { IdSet } from './id-set.ts';
import { type TextCopy, Lineage } from './lineage.ts';

/** What one turn wrote. Characters are named by the ids they were first written with. */
export interface TurnRecord {
  readonly id: string;
  /** When it first wrote, ms since the epoch. */
  readonly at: number;
  /** State vector of the document before its first write. */
  readonly stateBefore: Uint8Array<ArrayBuffer>;
  undone: boolean;
  readonly inserted: IdSet;
  readonly deleted: IdSet;
  readonly paths: PathChange[];
  /** Files that the undo put into the trash whole, leaving the turn's text in them. */
  trashedFiles: ReadonlySet<string>;
  /** The files it changed, as they stood when it ended. */
  files: TurnFile[] | undefined;
}

const turnRow = z.object({
  id: z.string(),
  at: z.number(),
  known: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array),
  undone: z.number(),
  spared: z.string(),
  files: z.nullable(z.string()),
});
const textRow = z.extend(idRangeSchema, { turn: z.string(), kind: z.enum(['insert', 'delete']) });
const pathRow = z.object({
  turn: z.string(),
  file: z.string(),
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
});
const copyRow = z.object({
  of_client: z.number(),
  of_clock: z.number(),
  to_client: z.number(),
  to_clock: z.number(),
  length: z.number(),
});
const trashedFilesSchema = z.array(z.string());
const filesSchema = z.array(turnFileSchema);

/**
 * The coder's record of what each turn wrote, in SQLite and in memory.
 *
 * Invariant: memory and tables agree. Each method changes both and never awaits, so that its record reaches
 * the disk together with the version it describes.
 */
export class TurnLedger {
  readonly #sql: Sql;
  /** By id, oldest first. */
  readonly turns = new Map<string, TurnRecord>();
  readonly lineage: Lineage;
  /** First ids of characters that turns wrote or deleted, and that someone else has deleted since. */
  readonly deletedByOthers: IdSet;

  constructor(sql: Sql) {
    this.#sql = sql;
    for (const row of sql.all('SELECT * FROM turns ORDER BY at, id')) {
      const { id, at, known: stateBefore, undone, spared, files } = turnRow.parse(row);
      this.turns.set(id, {
        ...newRecord(id, at, stateBefore),
        undone: undone === 1,
        trashedFiles: new Set(trashedFilesSchema.parse(JSON.parse(spared))),
        files: files === null ? undefined : filesSchema.parse(JSON.parse(files)),
      });
    }
    for (const row of sql.all('SELECT * FROM turn_text')) {
      const { turn, kind, ...range } = textRow.parse(row);
      this.#of(turn)[kind === 'insert' ? 'inserted' : 'deleted'].add(range);
    }
    for (const row of sql.all('SELECT * FROM turn_paths ORDER BY seq')) {
      const { turn, file, before, after } = pathRow.parse(row);
      this.#of(turn).paths.push({ file, before, after });
    }
    this.lineage = new Lineage(
      sql.all('SELECT * FROM text_copies ORDER BY seq').map((row): TextCopy => {
        const { of_client, of_clock, to_client, to_clock, length } = copyRow.parse(row);
        return {
          of: { client: of_client, clock: of_clock },
          to: { client: to_client, clock: to_clock },
          length,
        };
      }),
    );
    this.deletedByOthers = new IdSet(
      sql.all('SELECT * FROM text_gone').map((row) => idRangeSchema.parse(row)),
    );
  }

  /** The turn's record, made at its first write. `stateBefore` is the state vector before that. */
  open(id: string, at: number, readStateBefore: () => Uint8Array<ArrayBuffer>): TurnRecord {
    const existing = this.turns.get(id);
    if (existing) return existing;
    const stateBefore = readStateBefore();
    const record = newRecord(id, at, stateBefore);
    this.#sql.all('INSERT INTO turns (id, at, known) VALUES (?, ?, ?)', id, at, stateBefore);
    this.turns.set(id, record);
    return record;
  }

  addText(turn: TurnRecord, kind: 'insert' | 'delete', { client, clock, length }: IdRange): void {
    const ids = kind === 'insert' ? turn.inserted : turn.deleted;
    const isContinued = ids.endsBefore(client, clock);
    ids.add({ client, clock, length });
    // Typing continues where it stopped: one row for all of it.
    if (isContinued) {
      const grown = this.#sql.all(
        `UPDATE turn_text SET length = length + ?
         WHERE turn = ? AND kind = ? AND client = ? AND clock + length = ? RETURNING clock`,
        length,
        turn.id,
        kind,
        client,
        clock,
      );
      if (grown.length > 0) return;
    }
    this.#sql.all(
      'INSERT INTO turn_text (turn, kind, client, clock, length) VALUES (?, ?, ?, ?, ?)',
      turn.id,
      kind,
      client,
      clock,
      length,
    );
  }

  addPath(turn: TurnRecord, { file, before, after }: PathChange): void {
    turn.paths.push({ file, before, after });
    this.#sql.all(
      'INSERT INTO turn_paths (turn, file, before, after) VALUES (?, ?, ?, ?)',
      turn.id,
      file,
      before,
      after,
    );
  }

  setFiles(turn: TurnRecord, files: TurnFile[]): void {
    turn.files = files;
    this.#sql.all('UPDATE turns SET files = ? WHERE id = ?', JSON.stringify(files), turn.id);
  }

  setUndone(turn: TurnRecord, undone: boolean, trashedFiles: ReadonlySet<string>): void {
    turn.undone = undone;
    turn.trashedFiles = trashedFiles;
    this.#sql.all(
      'UPDATE turns SET undone = ?, spared = ? WHERE id = ?',
      undone ? 1 : 0,
      JSON.stringify([...trashedFiles]),
      turn.id,
    );
  }

  addDeletedByOthers({ client, clock, length }: IdRange): void {
    this.deletedByOthers.add({ client, clock, length });
    this.#sql.all('INSERT INTO text_gone (client, clock, length) VALUES (?, ?, ?)', client, clock, length);
  }

  addCopy({ of, to, length }: TextCopy): void {
    this.lineage.add({ of, to, length });
    this.#sql.all(
      'INSERT INTO text_copies (of_client, of_clock, to_client, to_clock, length) VALUES (?, ?, ?, ?, ?)',
      of.client,
      of.clock,
      to.client,
      to.clock,
      length,
    );
  }

  #of(id: string): TurnRecord {
    const turn = this.turns.get(id);
    if (!turn) throw new Error(`the tables refer to turn ${id}, which they do not hold`);
    return turn;
  }
}

function newRecord(id: string, at: number, stateBefore: Uint8Array<ArrayBuffer>): TurnRecord {
  return {
    id,
    at,
    stateBefore,
    undone: false,
    inserted: new IdSet(),
    deleted: new IdSet(),
    paths: [],
    trashedFiles: new Set(),
    files: undefined,
  };
}
