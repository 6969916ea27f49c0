import * as z from 'zod/mini';
import * as Y from 'yjs';
import type { Author, User } from '../../../shared/roles.ts';
import { readRow, readRows } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';
import type { LoggedUpdate } from './load-document.ts';

/** A Durable Object's SQLite takes no value above 2 MB: the rest of a larger one goes to `code_parts`. */
export const maxPartBytes = 1024 * 1024;

export type VersionTable = 'code_updates' | 'code_snapshots';
export type StoredVersion = LoggedUpdate & { readonly version: number };

const versionRow = z.object({ version: z.int() });
const dataRow = z.object({ version: z.number(), data: z.unknown() });
const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const partRow = z.object({ data: bytesSchema });

/** A row with its parts. */
export function storedVersion(sql: Sql, table: VersionTable, row: unknown): StoredVersion {
  const { version, data } = dataRow.parse(row);
  const key = `${table}/${version}`;
  if (!(data instanceof Uint8Array)) return { key, version, data: undefined };
  if (data.byteLength < maxPartBytes) return { key, version, data };
  const rows = sql.all(
    'SELECT data FROM code_parts WHERE of = ? AND version = ? ORDER BY part',
    table,
    version,
  );
  const parts = readRows('code_parts', rows, (part) => partRow.parse(part).data);
  if (parts.length < rows.length) return { key, version, data: undefined };
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, data.byteLength));
  let at = 0;
  for (const piece of [data, ...parts]) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return { key, version, data: whole };
}

/** As stored, or as the log shows if that is more or the stored one cannot be read: no version may be given twice. */
export function latestVersion(sql: Sql): number {
  const [newest] = sql.all(
    `SELECT max((SELECT coalesce(max(version), 0) FROM code_updates),
       (SELECT coalesce(max(version), 0) FROM code_snapshots)) AS version`,
  );
  const [stored] = sql.all('SELECT version FROM code_version WHERE id = 1');
  const version = readRow('code_version', stored, (row) => versionRow.parse(row).version);
  return Math.max(version ?? 0, versionRow.parse(newest).version);
}

/** Whose text an update has; nobody's if it cannot be read. `writer`: who made it here, perhaps only deleting. */
export function authorsOf(
  { data }: LoggedUpdate,
  writer: number | null,
  authors: ReadonlyMap<number, Author>,
): { users: User[]; turn: string | undefined } {
  const clients = [...clientsIn(data), ...(writer === null ? [] : [writer])];
  const writers = clients.flatMap((client) => authors.get(client) ?? []);
  const users = new Map(writers.map(({ id, name, color, kind }) => [id, { id, name, color, kind }]));
  return { users: [...users.values()], turn: writers.find(({ turn }) => turn !== undefined)?.turn };
}

function clientsIn(data: Uint8Array | undefined): number[] {
  try {
    return data ? [...Y.parseUpdateMeta(data).from.keys()] : [];
  } catch {
    return [];
  }
}
