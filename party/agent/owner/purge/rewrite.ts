import * as z from 'zod/mini';
import { purgeLimits } from '../../../../shared/limits.ts';
import type { Sql } from '../../storage/sql.ts';
import { indexesIn, quoted, tablesIn } from './schema.ts';

/** What a coder can learn and do about its database's file. */
export interface DatabaseFile {
  /** Size of all pages in use, in bytes. */
  usedBytes(): number;
  /** Resolves when all writes are committed; from then on SQLite takes the pages that they freed for blank. */
  commit(): Promise<void>;
  /** The key-value table, which SQL cannot reach. */
  kept: {
    list(): Iterable<[string, unknown]>;
    put(key: string, value: unknown): void;
    delete(key: string): void;
  };
}

const filler = 'purge_filler';
const oldName = (name: string): string => `purge_old_${name}`;
/** Holds indexes and values during the rewrite. */
const aside = 'purge_aside';

/**
 * Rewrites a database within its own file, so that no deleted data is left: neither in free pages nor in the free parts of
 * used pages. SQLite's VACUUM and secure deletion are not available in a Durable Object.
 *
 * After an interruption it starts over: all data is in its table, or in the copy that replaced the table in one
 * transaction.
 */
export async function rewriteDatabase(sql: Sql, file: DatabaseFile): Promise<void> {
  sql.all(`DROP TABLE IF EXISTS ${filler}`);
  setAside(sql, file);
  await file.commit();
  // Before copying: a free page that a copy reuses would keep parts of its old content.
  await fillFreePages(sql, file);
  sql.transaction(() => copyTables(sql));
  await file.commit();
  await fillFreePages(sql, file);
  sql.transaction(() => putBack(sql, file));
  await file.commit();
}

/** Copies every table. All are copied before the first old one is dropped: a copy must not reuse pages that are freed here. */
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
 * Whether the file has no free page. A new table takes a free page, or adds one at the end, whose number is then the count
 * of pages in use. Probes several times, because the last free page may be at the end too.
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

/** Enough values to fill several pages, the last ones small enough to fill each page up and overwrite its old content. */
const blanks = Array.from({ length: 600 }, (_, i) => ({
  key: `purge-blank-${String(i).padStart(4, '0')}`,
  value: i < 200 ? '0'.repeat(24) : 0,
}));

const asideRow = z.object({ kind: z.enum(['index', 'value']), key: z.string(), value: z.string() });

/** Saves index statements and objects of the key-value table, and overwrites the pages of that table with blanks. */
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
