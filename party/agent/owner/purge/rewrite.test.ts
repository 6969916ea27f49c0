import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { coderTables } from '../../../../test/node-sql.ts';
import type { Sql } from '../../storage/sql.ts';
import { purgeRecords } from './records.ts';
import { type DatabaseFile, rewriteDatabase } from './rewrite.ts';
import { indexesIn, tablesIn } from './schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-rewrite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const secret = 'hunter2-hunter2';
let made = 0;

/** A coder's database in a file, with a key-value table that the coder's SQL cannot reach. */
function coderFile() {
  const path = join(folder, `${++made}.sqlite`);
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID',
  );
  const sql = coderTables(database);
  const number = (pragma: string): number =>
    Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  database.exec('BEGIN');
  let failAt = Infinity;
  const file: DatabaseFile = {
    usedBytes: () => (number('page_count') - number('freelist_count')) * number('page_size'),
    commit: async () => {
      if (--failAt < 0) throw new Error('killed');
      database.exec('COMMIT; BEGIN');
    },
    kept: {
      list: () =>
        database
          .prepare('SELECT key, value FROM _cf_KV')
          .all()
          .map(({ key, value }) => [String(key), JSON.parse(String(value))]),
      put: (key, value) =>
        void database.prepare('INSERT OR REPLACE INTO _cf_KV VALUES (?, ?)').run(key, JSON.stringify(value)),
      delete: (key) => void database.prepare('DELETE FROM _cf_KV WHERE key = ?').run(key),
    },
  };
  return {
    sql,
    file,
    /** The file's content once it is closed. */
    close: (): Buffer => {
      database.exec('COMMIT');
      database.close();
      return readFileSync(path);
    },
    /** Makes the n-th commit from now fail. */
    killAt: (n: number): void => void (failAt = n),
    /** Rolls back to the last commit, as a kill does. */
    restart: (): void => {
      failAt = Infinity;
      database.exec('ROLLBACK; BEGIN');
    },
  };
}

/** Rows of many sizes, with and without the text; some were deleted long ago. */
async function fill(sql: Sql, file: DatabaseFile): Promise<void> {
  sql.all(
    'CREATE TABLE cf_agents_session_messages (session_id TEXT, id TEXT, seq INTEGER, content TEXT, content_chunks INTEGER, content_hash TEXT, PRIMARY KEY (session_id, id)) WITHOUT ROWID',
  );
  sql.all(
    'CREATE TABLE cf_agents_session_message_chunks (session_id TEXT, id TEXT, idx INTEGER, content TEXT, PRIMARY KEY (session_id, id, idx)) WITHOUT ROWID',
  );
  for (let i = 0; i < 120; i++) {
    const said = `${secret} ${i} ${'long '.repeat(i * 20)}${secret}`;
    sql.all('INSERT INTO terminal (line) VALUES (?)', JSON.stringify({ stdout: said, n: i }));
    sql.all(
      'INSERT INTO actions (at, by_user, run_id, effect) VALUES (1, ?, ?, ?)',
      '{}',
      `run-${i}`,
      JSON.stringify({ kind: 'command', command: i % 2 ? said : 'ls' }),
    );
    sql.all(
      'INSERT INTO run_output (run_id, seq, entries) VALUES (?, 0, ?)',
      `run-${i % 7}-${i}`,
      JSON.stringify([{ level: 'log', text: said, atMs: 1 }]),
    );
    sql.all(
      'INSERT INTO cf_agents_session_messages VALUES (?, ?, ?, ?, 0, ?)',
      '',
      `m${i}`,
      i,
      JSON.stringify({ parts: [{ type: 'text', text: i === 7 ? 'hello' : said }] }),
      'hash',
    );
    file.kept.put(`attached:${i}`, [i === 3 ? 'kept' : said.slice(0, 400)]);
  }
  file.kept.put('epoch', 3);
  await file.commit();
  sql.all('DELETE FROM terminal WHERE id % 3 = 0');
  sql.all('DELETE FROM run_output WHERE rowid > 60');
  await file.commit();
}

const contentsOf = (sql: Sql): unknown =>
  tablesIn(sql).map(({ name }) => [name, sql.all(`SELECT * FROM "${name}"`)]);

describe('a rewritten database', () => {
  it('H37 has all its rows, indexes, counters and values, and no deleted data', async () => {
    const { sql, file, close } = coderFile();
    await fill(sql, file);
    const purged = sql.transaction(() => purgeRecords(sql, file.kept, secret));
    expect(purged).toEqual({ messages: 119, runs: 60, other: 80 + 60 });
    await file.commit();
    const [before, indexes, kept] = [contentsOf(sql), indexesIn(sql), [...file.kept.list()]];
    await rewriteDatabase(sql, file);
    expect(contentsOf(sql)).toEqual(before);
    expect(
      indexesIn(sql)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(indexes.map(({ name }) => name).sort());
    expect([...file.kept.list()]).toEqual(kept);
    expect(kept).toContainEqual(['attached:3', ['kept']]);
    sql.all('INSERT INTO terminal (line) VALUES (?)', '{}');
    expect(sql.all('SELECT max(id) AS id FROM terminal')).toEqual([{ id: 121 }]);
    const bytes = close();
    expect(bytes.includes('hunter2')).toBe(false);
  });

  it('H37 has no old content between the few values of the key-value table', async () => {
    const { sql, file, close } = coderFile();
    for (let i = 0; i < 8; i++) file.kept.put(`attached:${i}`, [`${secret} ${i} ${'x'.repeat(90 - i)}`]);
    file.kept.put('epoch', 3);
    await file.commit();
    for (let i = 0; i < 6; i++) file.kept.delete(`attached:${i}`);
    sql.transaction(() => purgeRecords(sql, file.kept, secret));
    await file.commit();
    await rewriteDatabase(sql, file);
    expect(new Map(file.kept.list()).get('epoch')).toBe(3);
    expect(close().includes('hunter2')).toBe(false);
  });

  it.each(Array.from({ length: 9 }, (_, n) => n))(
    'H38 is complete even after an interruption at commit %i',
    async (n) => {
      const { sql, file, close, killAt, restart } = coderFile();
      await fill(sql, file);
      sql.transaction(() => purgeRecords(sql, file.kept, secret));
      await file.commit();
      const [before, indexes, kept] = [contentsOf(sql), indexesIn(sql).length, [...file.kept.list()]];
      killAt(n);
      await rewriteDatabase(sql, file).catch((error: unknown) => expect(String(error)).toContain('killed'));
      restart();
      await rewriteDatabase(sql, file);
      expect(contentsOf(sql)).toEqual(before);
      expect(indexesIn(sql)).toHaveLength(indexes);
      expect([...file.kept.list()]).toEqual(kept);
      expect(close().includes('hunter2')).toBe(false);
    },
  );
});
