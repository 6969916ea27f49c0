import { storageLimits } from '../../shared/limits.ts';
import { type Author, authorSchema } from '../../shared/roles.ts';
import type { RoomStorage, StoredValue } from './host.ts';
import { packAuthors, unpackAuthors } from './packed-authors.ts';

/**
 * How a room is laid out in its storage:
 *
 * | key                          | value                                              |
 * | ---------------------------- | -------------------------------------------------- |
 * | `snapshot/<n>/<piece>`       | the document up to its log, in pieces; an older `n` is one that could not be read |
 * | `log/<row>/<piece>`          | one committed update, in pieces                    |
 * | `author/<client id>`         | who writes under that id                           |
 * | `authors/<n>/<piece>`        | the same of many ids, packed; single ones are newer |
 * | `epoch`                      | epoch of the valid links, unless it is the first   |
 * | `presence`                   | when this was last stored, by the clock of presence (ms) |
 * | `unclean`                    | since when (ms) the file's free pages may hold what was purged; gone at the next start |
 * | `deleted`                    | when its owner deleted it (ms); then there is no other key |
 * | `quarantine/<n>/about`       | what is known of an update that broke the document |
 * | `quarantine/<n>/<piece>`     | that update, in pieces                             |
 *
 * Numbers are padded, so that keys sort in numeric order.
 */
export interface Layout {
  readonly snapshotKeys: readonly string[];
  readonly snapshotBytes: number;
  /** Keys of each row of the log, oldest first. */
  readonly rows: readonly (readonly string[])[];
  readonly logBytes: number;
  readonly authorKeys: ReadonlySet<string>;
  readonly packedAuthorKeys: readonly string[];
  /** Number for the next row or snapshot. */
  readonly next: number;
}

/** Set until the next start of the server, which clears deleted rows from the database's free pages. */
export const uncleanKey = 'unclean';

export const emptyLayout: Layout = {
  snapshotKeys: [],
  snapshotBytes: 0,
  rows: [],
  logBytes: 0,
  authorKeys: new Set(),
  packedAuthorKeys: [],
  next: 1,
};

export interface Write {
  readonly puts: ReadonlyMap<string, StoredValue>;
  readonly deletes: readonly string[];
}

/** Pads a number for a key. */
export const padNumber = (n: number, length: number): string => String(n).padStart(length, '0');
const keyPattern = /^(?:snapshot|log|authors)\/(\d+)\/(\d+)$/;

/** Adds a row to the log if there is an update, and authors. */
export function updateWrite(
  layout: Layout,
  update: Uint8Array | undefined,
  authors: ReadonlyMap<number, Author>,
): { layout: Layout; write: Write } {
  const puts = authorPuts(authors);
  const authorKeys = withKeys(layout.authorKeys, puts);
  if (!update) return { layout: { ...layout, authorKeys }, write: { puts, deletes: [] } };
  const keys = putPieces(puts, `log/${padNumber(layout.next, 12)}`, update);
  return {
    layout: {
      ...layout,
      rows: [...layout.rows, keys],
      logBytes: layout.logBytes + update.byteLength,
      authorKeys,
      next: layout.next + 1,
    },
    write: { puts, deletes: [] },
  };
}

/** Replaces the previous snapshot and every row with a new snapshot. `all`: the authors of all ids. */
export function snapshotWrite(
  layout: Layout,
  snapshot: Uint8Array,
  authors: ReadonlyMap<number, Author>,
  all: Iterable<[number, Author]>,
): { layout: Layout; write: Write } {
  let puts = authorPuts(authors);
  let authorKeys = withKeys(layout.authorKeys, puts);
  let { packedAuthorKeys } = layout;
  const deletes = [...layout.snapshotKeys, ...layout.rows.flat()];
  if (authorKeys.size > storageLimits.maxAuthorRows) {
    deletes.push(...authorKeys, ...packedAuthorKeys);
    puts = new Map();
    packedAuthorKeys = putPieces(puts, `authors/${padNumber(layout.next, 12)}`, packAuthors(all));
    authorKeys = new Set();
  }
  const snapshotKeys = putPieces(puts, `snapshot/${padNumber(layout.next, 12)}`, snapshot);
  return {
    layout: {
      snapshotKeys,
      snapshotBytes: snapshot.byteLength,
      rows: [],
      logBytes: 0,
      authorKeys,
      packedAuthorKeys,
      next: layout.next + 1,
    },
    write: { puts, deletes },
  };
}

/** A snapshot or a row of the log. */
export interface StoredUpdate {
  readonly keys: readonly string[];
  /** Undefined when a piece is missing or cannot be read. */
  readonly bytes: Uint8Array | undefined;
}

export interface Loaded {
  layout: Layout;
  /** Snapshot first, then the log's rows in order. */
  updates: StoredUpdate[];
  authors: Map<number, Author>;
  /** The authors of some ids cannot be read; they stay in storage. */
  lacksAuthors: boolean;
}

/** Reads everything stored for a room, as far as it can be read; the rest stays there. @throws when storage fails */
export async function load(storage: RoomStorage): Promise<Loaded> {
  const snapshots = groupPieces(await storage.list('snapshot/'));
  const rows = groupPieces(await storage.list('log/'));
  const packed = groupPieces(await storage.list('authors/'));
  const readable = packed.flatMap(readAuthors);
  const authors = new Map(readable.flatMap(({ entries }) => [...entries]));
  const stored = await storage.list('author/');
  const single = [...stored].flatMap(readAuthor);
  for (const { clientId, author } of single) authors.set(clientId, author);
  return {
    layout: {
      snapshotKeys: snapshots.flatMap(({ keys }) => keys),
      snapshotBytes: sizeOf(snapshots),
      rows: rows.map(({ keys }) => keys),
      logBytes: sizeOf(rows),
      authorKeys: new Set(single.map(({ key }) => key)),
      packedAuthorKeys: readable.flatMap(({ keys }) => keys),
      next: 1 + Math.max(0, ...[...snapshots, ...rows, ...packed].map(({ n }) => n)),
    },
    updates: [...snapshots, ...rows],
    authors,
    lacksAuthors: readable.length < packed.length || single.length < stored.size,
  };
}

const authorKeyPattern = /^author\/(\d+)$/;

function readAuthor([key, value]: [string, unknown]): { key: string; clientId: number; author: Author }[] {
  const clientId = Number(authorKeyPattern.exec(key)?.[1]);
  const author = authorSchema.safeParse(value).data;
  if (author && Number.isSafeInteger(clientId)) return [{ key, clientId, author }];
  console.error(`tandem: a stored author cannot be read: ${key}`);
  return [];
}

function readAuthors({
  keys,
  bytes,
}: StoredUpdate): { keys: readonly string[]; entries: Map<number, Author> }[] {
  try {
    return bytes ? [{ keys, entries: unpackAuthors(bytes) }] : [];
  } catch (error) {
    console.error('tandem: stored authors cannot be read', error);
    return [];
  }
}

const withKeys = (keys: ReadonlySet<string>, puts: ReadonlyMap<string, StoredValue>): ReadonlySet<string> =>
  puts.size === 0 ? keys : new Set([...keys, ...puts.keys()]);

/** The layout without an update that cannot be read: no snapshot takes its place, so it stays in storage. */
export function leaveOut(layout: Layout, { keys, bytes }: StoredUpdate): Layout {
  const size = bytes?.byteLength ?? 0;
  const isRow = layout.rows.includes(keys);
  return {
    ...layout,
    snapshotKeys: layout.snapshotKeys.filter((key) => !keys.includes(key)),
    snapshotBytes: layout.snapshotBytes - (isRow ? 0 : size),
    rows: layout.rows.filter((row) => row !== keys),
    logBytes: layout.logBytes - (isRow ? size : 0),
  };
}

const sizeOf = (updates: readonly StoredUpdate[]): number =>
  updates.reduce((sum, { bytes }) => sum + (bytes?.byteLength ?? 0), 0);

function authorPuts(authors: ReadonlyMap<number, Author>): Map<string, StoredValue> {
  return new Map([...authors].map(([clientId, author]) => [`author/${clientId}`, author]));
}

/** Adds a value in pieces under `prefix`. @returns their keys. */
export function putPieces(puts: Map<string, StoredValue>, prefix: string, bytes: Uint8Array): string[] {
  const keys: string[] = [];
  for (let at = 0; at < bytes.byteLength; at += storageLimits.pieceBytes) {
    const key = `${prefix}/${padNumber(keys.length, 4)}`;
    puts.set(key, bytes.slice(at, at + storageLimits.pieceBytes));
    keys.push(key);
  }
  return keys;
}

function groupPieces(entries: Map<string, unknown>): (StoredUpdate & { n: number })[] {
  const groups = new Map<number, { keys: string[]; pieces: Uint8Array[]; isWhole: boolean }>();
  for (const [key, value] of entries) {
    const [, n, piece] = (keyPattern.exec(key) ?? []).map(Number);
    if (n === undefined || !Number.isSafeInteger(n)) {
      console.error(`tandem: a key of no known form is stored: ${key}`);
      continue;
    }
    const group = groups.get(n) ?? { keys: [], pieces: [], isWhole: true };
    groups.set(n, group);
    group.isWhole &&= piece === group.keys.length && value instanceof Uint8Array;
    group.keys.push(key);
    if (value instanceof Uint8Array) group.pieces.push(value);
  }
  return [...groups].map(([n, { keys, pieces, isWhole }]) => ({
    n,
    keys,
    bytes: isWhole ? joinBytes(pieces) : undefined,
  }));
}

function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
