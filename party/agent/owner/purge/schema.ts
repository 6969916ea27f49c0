import * as z from 'zod/mini';
import type { Sql } from '../../storage/sql.ts';

export interface Table {
  name: string;
  /** Its CREATE statement. */
  sql: string;
  /** The columns that identify a row. */
  keys: readonly string[];
}

const schemaRow = z.object({ name: z.string(), sql: z.string() });
const columnRow = z.object({ name: z.string(), pk: z.number() });

/** Names that the runtime and SQLite keep for themselves. */
const reserved = /^(_|sqlite_)/;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** All tables but the runtime's and SQLite's own. */
export function tablesIn(sql: Sql): Table[] {
  return schemaIn(sql, 'table').map(({ name, sql: made }) => ({
    name,
    sql: made,
    keys: keysOf(sql, name, made),
  }));
}

/** The names and CREATE statements of explicit indexes. */
export const indexesIn = (sql: Sql): z.infer<typeof schemaRow>[] => schemaIn(sql, 'index');

function schemaIn(sql: Sql, type: 'table' | 'index'): z.infer<typeof schemaRow>[] {
  return sql
    .all('SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL ORDER BY rowid', type)
    .map((row) => schemaRow.parse(row))
    .filter(({ name }) => !reserved.test(name));
}

function keysOf(sql: Sql, name: string, made: string): string[] {
  if (!/\)\s*WITHOUT\s+ROWID\s*$/i.test(made)) return ['rowid'];
  return sql
    .all(`PRAGMA table_info(${quoted(name)})`)
    .map((row) => columnRow.parse(row))
    .filter(({ pk }) => pk > 0)
    .map(({ name: column }) => column);
}
