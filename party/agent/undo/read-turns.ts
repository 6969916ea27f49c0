import * as z from 'zod/mini';
import { userSchema } from '../../../shared/roles.ts';
import { turnFileSchema, turnPartSchema } from '../../../shared/turn.ts';
import { idRangeSchema } from '../text/id-range.ts';
import { readRows } from '../storage/read-rows.ts';
import type { Sql, SqlValue } from '../storage/sql.ts';
import { IdSet } from './id-set.ts';
import { type TextCopy, Lineage } from './lineage.ts';
import { StateHistory } from './state-history.ts';
import { collectUndone, newRecord, type TurnRecord, type TurnRequest } from './turn-record.ts';

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

export interface StoredTurns {
  /** By id, oldest first. */
  readonly turns: Map<string, TurnRecord>;
  /** Turns that are not among these, because a part of their record cannot be read: half of one must not be undone. */
  readonly unreadable: ReadonlySet<string>;
  /** Oldest first; also of turns whose records a purge has taken, or cannot be read. */
  readonly requests: Map<string, TurnRequest & { at: number }>;
  readonly lineage: Lineage;
  readonly states: StateHistory;
  readonly deletedByOthers: IdSet;
}

/** Reads the tables of the turn ledger. */
export function readTurns(sql: Sql): StoredTurns {
  const turns = new Map<string, TurnRecord>();
  const unreadable = new Set<string>();
  const states = new StateHistory();
  const loseTurn = (id: SqlValue | undefined): void => {
    if (typeof id === 'string') unreadable.add(id);
  };
  const of = (id: string): TurnRecord => {
    const turn = turns.get(id);
    if (!turn) throw new Error(`the tables refer to turn ${id}, which they do not hold`);
    return turn;
  };
  /** Turns from before parts, which were undone as a whole. */
  const undoneWhole = new Set<TurnRecord>();
  const turnRows = sql.all('SELECT id, at, undone, undone_by, spared, files FROM turns ORDER BY at, id');
  const readTurn = (row: unknown): void => {
    const { id, at, undone, undone_by: by, spared, files } = turnRow.parse(row);
    const record: TurnRecord = {
      ...newRecord(id, at),
      undoneBy: by === null ? undefined : userSchema.parse(JSON.parse(by)),
      trashedFiles: new Set(trashedFilesSchema.parse(JSON.parse(spared))),
      files: files === null ? undefined : filesSchema.parse(JSON.parse(files)),
    };
    turns.set(id, record);
    if (undone === 1) undoneWhole.add(record);
  };
  readRows('turns', turnRows, readTurn, ({ id }) => loseTurn(id));
  const readState = (row: unknown): void => {
    const { id, known } = stateRow.parse(row);
    states.load(id, known);
  };
  const stateRows = sql.all('SELECT id, known FROM turns ORDER BY rowid');
  readRows('turns', stateRows, readState, ({ id }) => loseTurn(id));
  /** Reads the rows of a table that belong to turns. */
  const readOf = (table: string, order: string, read: (row: unknown) => void): void => {
    const rows = sql.all(`SELECT * FROM ${table} ORDER BY ${order}`);
    const needed = rows.filter(({ turn }) => typeof turn !== 'string' || !unreadable.has(turn));
    readRows(table, needed, read, ({ turn }) => loseTurn(turn));
  };
  readOf('turn_text', 'rowid', (row) => {
    const { turn, kind, ...range } = textRow.parse(row);
    of(turn)[kind === 'insert' ? 'inserted' : 'deleted'].add(range);
  });
  readOf('turn_paths', 'seq', (row) => {
    const { turn, file, before, after } = pathRow.parse(row);
    of(turn).paths.push({ file, before, after });
  });
  readOf('turn_parts', 'seq', (row) => {
    const { turn, id, file, kind, ids, undone, kept } = partRow.parse(row);
    const part = { id, file, kind, ids: idsSchema.parse(JSON.parse(ids)) };
    const record = of(turn);
    record.parts = [...record.parts, { ...part, undone: undone === 1, kept: kept === 1 }];
  });
  for (const id of unreadable) turns.delete(id);
  for (const turn of turns.values()) {
    if (turn.parts.length > 0) collectUndone(turn);
    else if (undoneWhole.has(turn)) {
      turn.undone = new IdSet([...turn.inserted, ...turn.deleted]);
      turn.undonePaths = new Set(turn.paths.map(({ file }) => file));
    }
  }
  return { turns, unreadable, states, ...readShared(sql) };
}

/** What belongs to no turn, or outlives it. */
function readShared(sql: Sql): Pick<StoredTurns, 'requests' | 'lineage' | 'deletedByOthers'> {
  const asked = sql.all('SELECT * FROM turn_requests ORDER BY at, turn');
  const requests = readRows('turn_requests', asked, (row) => {
    const { turn, at, by_user: by, request, model } = requestRow.parse(row);
    return [turn, { at, by: userSchema.parse(JSON.parse(by)), request, model }] as const;
  });
  const copies = readRows('text_copies', sql.all('SELECT * FROM text_copies ORDER BY seq'), toCopy);
  const gone = readRows('text_gone', sql.all('SELECT * FROM text_gone'), (row) => idRangeSchema.parse(row));
  return {
    requests: new Map(requests),
    lineage: new Lineage(copies),
    deletedByOthers: new IdSet(gone),
  };
}

function toCopy(row: unknown): TextCopy {
  const { of_client, of_clock, to_client, to_clock, length } = copyRow.parse(row);
  return {
    of: { client: of_client, clock: of_clock },
    to: { client: to_client, clock: to_clock },
    length,
  };
}
