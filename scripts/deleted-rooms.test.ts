import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { shrinkRooms } from './deleted-rooms.ts';

const folder = mkdtempSync(join(tmpdir(), 'tandem-deleted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A room's database as the runtime creates it, with its rows deleted. */
function databaseWith(name: string, ...left: string[]): string {
  const path = join(folder, name);
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID',
  );
  const put = database.prepare('INSERT INTO _cf_KV VALUES (?, ?)');
  for (let i = 0; i < 50; i++) put.run(`log/${i}`, Buffer.from(`marked text ${'x'.repeat(3_000)}`));
  database.exec('DELETE FROM _cf_KV');
  for (const key of left) put.run(key, Buffer.from('1'));
  database.close();
  return path;
}

const keysIn = (path: string): unknown[] => {
  const database = new DatabaseSync(path);
  const keys = database.prepare('SELECT key FROM _cf_KV').all();
  database.close();
  return keys.map(({ key }) => key);
};

describe('a room that a text was purged from', () => {
  it('H37 is vacuumed once, when the room server starts again', () => {
    const purged = databaseWith('c.sqlite', 'epoch', 'snapshot/1', 'unclean');
    shrinkRooms(folder);
    expect(readFileSync(purged).includes('marked text')).toBe(false);
    expect(keysIn(purged)).toEqual(['epoch', 'snapshot/1']);
    const before = readFileSync(purged);
    shrinkRooms(folder);
    expect(readFileSync(purged)).toEqual(before);
  });
});

describe('a room that was deleted', () => {
  it('H32 has nothing left in its file once the room server starts again, and no other room is touched', () => {
    const [deleted, living] = [databaseWith('a.sqlite', 'deleted'), databaseWith('b.sqlite', 'epoch')];
    const before = readFileSync(living);
    expect(readFileSync(deleted).includes('marked text')).toBe(true);
    shrinkRooms(folder);
    expect(readFileSync(deleted).includes('marked text')).toBe(false);
    expect(readFileSync(living)).toEqual(before);
    expect(keysIn(deleted)).toEqual(['deleted']);
  });
});
