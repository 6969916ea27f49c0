import * as z from 'zod/mini';
import type { PathChange } from '../../../shared/doc.ts';
import { type User, userSchema } from '../../../shared/roles.ts';
import { type TurnFile, turnFileSchema, turnPartSchema } from '../../../shared/turn.ts';
import { type IdRange, idRangeSchema } from '../text/id-range.ts';
import type { Sql } from '../storage/sql.ts';
import { IdSet } from './id-set.ts';
import { type TextCopy, Lineage } from './lineage.ts';
import { StateHistory, type StateVector } from './state-history.ts';
import {
  collectUndone,
  type NewPart,
  newRecord,
  type PartRecord,
  type TurnRecord,
  type TurnRequest,
} from './turn-record.ts';

const turnRow = z.object({
  id: z.string(),
  at: z.number(),
  undone: z.number(),
  undone_by: z.nullable(z.string()),
  spared: z.string(),
  files: z.nullable(z.string()),
});
const stateRow = z.object({
  id: z.string(),
  known: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
const partRow = z.object({
  turn: z.string(),
  id: z.string(),
  file: z.string(),
  kind: turnPartSchema.shape.kind,
  ids: z.string(),
  undone: z.number(),
  kept: z.number(),
});
const requestRow = z.object({
  turn: z.string(),
  at: z.number(),
  by_user: z.string(),
  request: z.string(),
  model: z.string(),
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
const idsSchema = z.array(idRangeSchema);

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
  /** Oldest first; also of turns whose records a purge has taken. */
  readonly requests = new Map<string, TurnRequest & { at: number }>();
  readonly lineage: Lineage;
  readonly states = new StateHistory();
  /** First ids of characters that turns wrote or deleted, and that someone else has deleted since. */
  readonly deletedByOthers: IdSet;

  constructor(sql: Sql) {
    this.#sql = sql;
    /** Turns from before parts, which were undone as a whole. */
    const undoneWhole = new Set<TurnRecord>();
    for (const row of sql.all('SELECT id, at, undone, undone_by, spared, files FROM turns ORDER BY at, id')) {
      const { id, at, undone, undone_by: by, spared, files } = turnRow.parse(row);
      const record: TurnRecord = {
        ...newRecord(id, at),
        undoneBy: by === null ? undefined : userSchema.parse(JSON.parse(by)),
        trashedFiles: new Set(trashedFilesSchema.parse(JSON.parse(spared))),
        files: files === null ? undefined : filesSchema.parse(JSON.parse(files)),
      };
      this.turns.set(id, record);
      if (undone === 1) undoneWhole.add(record);
    }
    for (const row of sql.all('SELECT id, known FROM turns ORDER BY rowid')) {
      const { id, known } = stateRow.parse(row);
      this.states.load(id, known);
    }
    for (const row of sql.all('SELECT * FROM turn_text')) {
      const { turn, kind, ...range } = textRow.parse(row);
      this.#of(turn)[kind === 'insert' ? 'inserted' : 'deleted'].add(range);
    }
    for (const row of sql.all('SELECT * FROM turn_paths ORDER BY seq')) {
      const { turn, file, before, after } = pathRow.parse(row);
      this.#of(turn).paths.push({ file, before, after });
    }
    const partRows = sql.all('SELECT * FROM turn_parts ORDER BY seq').map((row) => partRow.parse(row));
    for (const [turn, rows] of Map.groupBy(partRows, (row) => row.turn)) {
      this.#of(turn).parts = rows.map(({ id, file, kind, ids, undone, kept }) => {
        const part = { id, file, kind, ids: idsSchema.parse(JSON.parse(ids)) };
        return { ...part, undone: undone === 1, kept: kept === 1 };
      });
    }
    for (const turn of this.turns.values()) {
      if (turn.parts.length > 0) collectUndone(turn);
      else if (undoneWhole.has(turn)) {
        turn.undone = new IdSet([...turn.inserted, ...turn.deleted]);
        turn.undonePaths = new Set(turn.paths.map(({ file }) => file));
      }
    }
    for (const row of sql.all('SELECT * FROM turn_requests ORDER BY at, turn')) {
      const { turn, at, by_user: by, request, model } = requestRow.parse(row);
      this.requests.set(turn, { at, by: userSchema.parse(JSON.parse(by)), request, model });
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

  /** Begins a turn's record, at its first write. `stateBefore` is the state vector before that. */
  open(
    { id, at, stateBefore }: Pick<TurnRecord, 'id' | 'at'> & { stateBefore: StateVector },
    asked: TurnRequest | undefined,
  ): TurnRecord {
    const record = newRecord(id, at);
    const difference = this.states.add(id, stateBefore);
    this.#sql.all('INSERT INTO turns (id, at, known) VALUES (?, ?, ?)', id, at, difference);
    this.turns.set(id, record);
    if (asked) {
      const { by, request, model } = asked;
      this.#sql.all(
        'INSERT INTO turn_requests (turn, at, by_user, request, model) VALUES (?, ?, ?, ?, ?)',
        id,
        at,
        JSON.stringify(by),
        request,
        model,
      );
      this.requests.set(id, { at, by, request, model });
    }
    return record;
  }

  addText(turn: TurnRecord, kind: 'insert' | 'delete', { client, clock, length }: IdRange): void {
    this.#dropParts(turn);
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
    this.#dropParts(turn);
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

  /** A split does not have what is written after it. */
  #dropParts(turn: TurnRecord): void {
    if (turn.parts.length > 0) this.setParts(turn, []);
  }

  /** Splits a turn, in place of an earlier split. The parts are undone where what they have in them is. */
  setParts(turn: TurnRecord, parts: readonly NewPart[]): void {
    this.#sql.all('DELETE FROM turn_parts WHERE turn = ?', turn.id);
    turn.parts = parts.map((part) => {
      const [first] = part.ids;
      const undone = first ? turn.undone.has(first.client, first.clock) : turn.undonePaths.has(part.file);
      this.#sql.all(
        'INSERT INTO turn_parts (turn, id, file, kind, ids, undone) VALUES (?, ?, ?, ?, ?, ?)',
        turn.id,
        part.id,
        part.file,
        part.kind,
        JSON.stringify(part.ids),
        undone ? 1 : 0,
      );
      return { ...part, undone, kept: false };
    });
    collectUndone(turn);
  }

  /** Marks parts as undone or not. Whoever undoes a part does not want to keep it. */
  setUndone(
    { turn, parts, undo }: { turn: TurnRecord; parts: readonly PartRecord[]; undo: boolean },
    { by, trashedFiles }: { by: User; trashedFiles: ReadonlySet<string> },
  ): void {
    for (const part of parts) {
      part.undone = undo;
      part.kept &&= !undo;
      this.#storePart(turn, part);
    }
    collectUndone(turn);
    if (undo) turn.undoneBy = by;
    else if (!turn.parts.some(({ undone }) => undone)) turn.undoneBy = undefined;
    const toggled = new Set(parts.map(({ file }) => file));
    const left = [...turn.trashedFiles].filter((file) => !toggled.has(file));
    turn.trashedFiles = new Set([...left, ...trashedFiles]);
    this.#sql.all(
      'UPDATE turns SET undone_by = ?, spared = ? WHERE id = ?',
      turn.undoneBy ? JSON.stringify(turn.undoneBy) : null,
      JSON.stringify([...turn.trashedFiles]),
      turn.id,
    );
  }

  setKept(turn: TurnRecord, parts: readonly PartRecord[]): void {
    for (const part of parts) {
      part.kept = true;
      this.#storePart(turn, part);
    }
  }

  #storePart(turn: TurnRecord, { id, undone, kept }: PartRecord): void {
    this.#sql.all(
      'UPDATE turn_parts SET undone = ?, kept = ? WHERE turn = ? AND id = ?',
      undone ? 1 : 0,
      kept ? 1 : 0,
      turn.id,
      id,
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
