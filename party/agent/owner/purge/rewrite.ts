import * as z from 'zod/mini';
import { purgeLimits } from '../../../../shared/limits.ts';
import type { Sql } from '../../storage/sql.ts';
import { indexesIn, quoted, tablesIn } from './schema.ts';

/** What the database's file lets a coder know and do. */
export interface DatabaseFile {
  /** Bytes of all pages that are in use. */
  usedBytes(): number;
  /** Resolves when all that was written is committed: pages that it freed are taken as blank from then on. */
  commit(): Promise<void>;
  /** The key-value table, which no statement reaches. */
  kept: {
    list(): Iterable<[string, unknown]>;
    put(key: string, value: unknown): void;
    delete(key: string): void;
  };
}

const filler = 'purge_filler';
const oldName = (name: string): string => `purge_old_${name}`;
/** Where indexes and kept values stand meanwhile. */
const aside = 'purge_aside';

/**
 * Writes a database anew in its own file, so that nothing in it is left of what was deleted: not in free pages, and not
 * in what pages in use have free. SQLite's own VACUUM and secure deletion are not to be had in a Durable Object.
 *
 * Where it is cut off it begins anew: what is kept is in its table, or in the copy that took the table's place in one
 * transaction.
 */
export async function rewriteDatabase(sql: Sql, file: DatabaseFile): Promise<void> {
  sql.all(`DROP TABLE IF EXISTS ${filler}`);
  setAside(sql, file);
  await file.commit();
  // First: a page that a copy takes from the free ones would keep what it had.
  await fillFreePages(sql, file);
  sql.transaction(() => copyTables(sql));
  await file.commit();
  await fillFreePages(sql, file);
  sql.transaction(() => putBack(sql, file));
  await file.commit();
}

/** Each table's rows in a new one. All are copied before one of the old is dropped: pages that are freed here keep what they had. */
function copyTables(sql: Sql): void {
  const tables = tablesIn(sql);
  const counters = sql.all('SELECT name, seq FROM sqlite_sequence');
  sql.all('PRAGMA defer_foreign_keys = ON');
  for (const { name, sql: made } of tables) {
    sql.all(`ALTER TABLE ${quoted(name)} RENAME TO ${quoted(oldName(name))}`);
    sql.all(made);
    sql.all(`INSERT INTO ${quoted(name)} SELECT * FROM ${quoted(oldName(name))}`);
  }
  for (const { name } of tables) sql.all(`DROP TABLE ${quoted(oldName(name))}`);
  for (const { name = null, seq = null } of counters) {
    sql.all('DELETE FROM sqlite_sequence WHERE name = ?', name);
    sql.all('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', name, seq);
  }
}

async function fillFreePages(sql: Sql, file: DatabaseFile): Promise<void> {
  sql.all(`CREATE TABLE ${filler} (data BLOB)`);
  do sql.all(`INSERT INTO ${filler} VALUES (zeroblob(?))`, purgeLimits.fillerBytes);
  while (!isFull(sql, file));
  await file.commit();
  sql.all(`DROP TABLE ${filler}`);
  await file.commit();
}

const pageSizeRow = z.object({ page_size: z.number() });
const rootRow = z.object({ rootpage: z.number() });

/**
 * Whether no page of the file is free. A new table takes a free page, or adds one at the end: then that has the number of
 * pages in use. Asked several times, for the last of the free pages may stand at the end too.
 */
function isFull(sql: Sql, file: DatabaseFile): boolean {
  const { page_size: pageBytes } = pageSizeRow.parse(sql.all('PRAGMA page_size')[0]);
  const probes = [1, 2, 3, 4].map((n) => `purge_probe_${n}`);
  const atEnd = probes.map((name) => {
    sql.all(`CREATE TABLE ${name} (n)`);
    const [row] = sql.all('SELECT rootpage FROM sqlite_schema WHERE name = ?', name);
    return rootRow.parse(row).rootpage === file.usedBytes() / pageBytes;
  });
  for (const name of probes) sql.all(`DROP TABLE ${name}`);
  return atEnd.every((is) => is);
}

/** Enough for several pages, the last of them small: as these fill up, nothing is left in them of what they had. */
const blanks = Array.from({ length: 600 }, (_, i) => ({
  key: `purge-blank-${String(i).padStart(4, '0')}`,
  value: i < 200 ? '0'.repeat(24) : 0,
}));

const asideRow = z.object({ kind: z.enum(['index', 'value']), key: z.string(), value: z.string() });

/** How indexes are made, texts out of the key-value table, and something blank in all pages of that. */
function setAside(sql: Sql, { kept }: DatabaseFile): void {
  sql.transaction(() => {
    sql.all(`CREATE TABLE IF NOT EXISTS ${aside} (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))`);
    const put = (kind: string, key: string, value: string): void =>
      void sql.all(`INSERT OR REPLACE INTO ${aside} VALUES (?, ?, ?)`, kind, key, value);
    for (const { name, sql: made } of indexesIn(sql)) put('index', name, made);
    for (const [key, value] of Array.from(kept.list())) {
      if (typeof value !== 'object' || value === null) continue;
      put('value', key, JSON.stringify(value));
      kept.delete(key);
    }
    for (const { key, value } of blanks) kept.put(key, value);
  });
}

function putBack(sql: Sql, { kept }: DatabaseFile): void {
  for (const { key } of blanks) kept.delete(key);
  for (const row of sql.all(`SELECT kind, key, value FROM ${aside}`)) {
    const { kind, key, value } = asideRow.parse(row);
    if (kind === 'index') sql.all(value);
    else kept.put(key, JSON.parse(value));
  }
  sql.all(`DROP TABLE ${aside}`);
}
