import type { PathChange } from '../../../shared/doc.ts';
import type { User } from '../../../shared/roles.ts';
import type { TurnFile } from '../../../shared/turn.ts';
import type { IdRange } from '../text/id-range.ts';
import type { Sql } from '../storage/sql.ts';
import type { IdSet } from './id-set.ts';
import type { TextCopy, Lineage } from './lineage.ts';
import { readTurns, type StoredTurns } from './read-turns.ts';
import type { StateHistory, StateVector } from './state-history.ts';
import {
  collectUndone,
  type NewPart,
  newRecord,
  type PartRecord,
  type TurnRecord,
  type TurnRequest,
} from './turn-record.ts';

/**
 * The coder's record of what each turn wrote, in SQLite and in memory.
 *
 * Invariant: memory and tables agree. Each method changes both and never awaits, so that its record reaches
 * the disk together with the version it describes.
 */
export class TurnLedger implements StoredTurns {
  readonly #sql: Sql;
  /** By id, oldest first. */
  readonly turns: Map<string, TurnRecord>;
  readonly unreadable: ReadonlySet<string>;
  /** Oldest first; also of turns whose records a purge has taken, or cannot be read. */
  readonly requests: Map<string, TurnRequest & { at: number }>;
  readonly lineage: Lineage;
  readonly states: StateHistory;
  /** First ids of characters that turns wrote or deleted, and that someone else has deleted since. */
  readonly deletedByOthers: IdSet;

  constructor(sql: Sql) {
    this.#sql = sql;
    ({
      turns: this.turns,
      unreadable: this.unreadable,
      requests: this.requests,
      lineage: this.lineage,
      states: this.states,
      deletedByOthers: this.deletedByOthers,
    } = readTurns(sql));
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
}
