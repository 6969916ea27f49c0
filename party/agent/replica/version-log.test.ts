import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  contentOf,
  createFile,
  deleteFile,
  fileIdAt,
  listTrash,
  readAll,
  renameFile,
  textOf,
} from '../../../shared/doc.ts';
import type { Author, User } from '../../../shared/roles.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { migrate } from '../storage/migrations.ts';
import { VersionLog } from './version-log.ts';
import { handleHistory } from '../http/versions.ts';
import { restoreFiles } from './restore-version.ts';

const ada: User = { id: 'ada', name: 'Ada', color: 1, kind: 'human' };
/** For requests that only read. */
const noRoom = {
  doc: new Y.Doc(),
  authors: new Map<number, Author>(),
  hold: () => () => undefined,
  clientIdFor: async () => 1,
  transactAs: () => undefined,
  saved: async () => undefined,
};

function recorded(versions: VersionLog): Y.Doc {
  const doc = new Y.Doc({ gc: false });
  for (const { data } of versions.load()) Y.applyUpdate(doc, data!);
  doc.on('update', (update: Uint8Array) => versions.record(update, doc));
  return doc;
}

function textAt(versions: VersionLog, version?: number): string {
  const doc = new Y.Doc({ gc: false });
  for (const { data } of versions.load({ version })) Y.applyUpdate(doc, data!);
  return doc.getText('t').toJSON();
}

describe('VersionLog', () => {
  it('V1 gives each update the next number, and replays any version', () => {
    const versions = new VersionLog(coderTables());
    const text = recorded(versions).getText('t');
    const texts: string[] = [''];
    for (let i = 0; i < 300; i++) {
      if (i % 3 === 2) text.delete(0, 40);
      else text.insert(i % 7, `${i} `.repeat(20));
      texts.push(text.toJSON());
    }
    expect(versions.latest).toBe(300);
    for (const version of [0, 1, 2, 3, 99, 150, 299, 300])
      expect(textAt(versions, version)).toBe(texts[version]);
  });

  it('V2 goes on counting, and has all text, after a restart', () => {
    const sql = coderTables();
    const first = recorded(new VersionLog(sql));
    first.getText('t').insert(0, 'one');
    first.getText('t').insert(3, ' two');
    migrate(sql);
    const again = new VersionLog(sql);
    expect(again.latest).toBe(2);
    const second = recorded(again);
    expect(second.getText('t').toJSON()).toBe('one two');
    second.getText('t').insert(7, ' three');
    expect(again.latest).toBe(3);
    expect(textAt(new VersionLog(sql))).toBe('one two three');
  });

  it('V3 makes a snapshot when the log since the last passes 10 kB', () => {
    const sql = coderTables();
    const versions = new VersionLog(sql);
    const text = recorded(versions).getText('t');
    const snapshots = (): number => sql.all('SELECT version FROM code_snapshots').length;
    text.insert(0, 'x'.repeat(9_000));
    expect(snapshots()).toBe(0);
    text.insert(0, 'y'.repeat(2_000));
    expect(snapshots()).toBe(1);
    expect(sql.all('SELECT version FROM code_updates')).toHaveLength(2);
  });

  it('V4 stores updates and snapshots larger than a value in SQLite may be', () => {
    const sql = coderTables();
    const versions = new VersionLog(sql);
    const big = 'é'.repeat(2_000_000);
    recorded(versions).getText('t').insert(0, big);
    const largest = sql.all('SELECT max(length(data)) AS n FROM code_updates')[0]?.['n'];
    expect(Number(largest)).toBeLessThanOrEqual(1024 * 1024);
    expect(textAt(new VersionLog(sql))).toBe(big);
    sql.all('DELETE FROM code_snapshots');
    expect(textAt(new VersionLog(sql))).toBe(big);
  });

  it('V5 rebuilds the same text without the updates before the newest snapshot', () => {
    const sql = coderTables();
    const versions = new VersionLog(sql);
    const text = recorded(versions).getText('t');
    for (let i = 0; i < 50; i++) text.insert(0, 'z'.repeat(400));
    const newest = Number(sql.all('SELECT max(version) AS v FROM code_snapshots')[0]?.['v']);
    const before = textAt(versions);
    sql.all('DELETE FROM code_updates WHERE version <= ?', newest);
    expect(textAt(new VersionLog(sql))).toBe(before);
  });

  it('V6 keeps deleted text over a restart, in updates and in snapshots', () => {
    const sql = coderTables();
    const text = recorded(new VersionLog(sql)).getText('t');
    text.insert(0, 'deleted');
    text.delete(0, 7);
    text.insert(0, 'z'.repeat(11_000));
    const deleted = (): string => {
      let out = '';
      for (let item = recorded(new VersionLog(sql)).getText('t')._start; item; item = item.right) {
        if (item.deleted) out += item.content.getContent().join('');
      }
      return out;
    };
    expect(deleted()).toBe('deleted');
    sql.all('DELETE FROM code_updates');
    expect(deleted()).toBe('deleted');
  });
});

describe('a full VersionLog', () => {
  it('H28 loses its oldest versions, up to a snapshot, and replays all the others', () => {
    const sql = coderTables();
    const maxBytes = 200_000;
    const versions = new VersionLog(sql, maxBytes);
    const text = recorded(versions).getText('t');
    const texts = [''];
    for (let i = 0; i < 400; i++) {
      text.insert(0, `${i} `.repeat(500));
      text.delete(50, text.length - 50);
      texts.push(text.toJSON().slice(0, 20), text.toJSON());
    }
    const { oldest, latest } = versions;
    expect(oldest).toBeGreaterThan(1);
    expect(oldest).toBeLessThan(latest);
    // A snapshot has deleted text too, and the newest one stays whatever its size.
    expect(sql.all('SELECT version FROM code_snapshots WHERE version < ?', oldest)).toEqual([]);
    expect(sql.all('SELECT version FROM code_parts WHERE version < ?', oldest)).toEqual([]);
    const again = new VersionLog(sql, maxBytes);
    expect([again.oldest, again.latest]).toEqual([oldest, latest]);
    for (const all of [versions, again])
      for (let version = oldest + (oldest % 2); version <= latest; version += 2)
        expect(textAt(all, version)).toBe(texts[version]);
    expect(versions.timestampOf(oldest)).toBeDefined();
    expect(versions.timestampOf(oldest - 1)).toBeUndefined();
    expect(versions.list(latest + 1, 10_000, new Map()).at(-1)?.version).toBe(oldest);
  });

  it('H28 names its oldest version, and says when an earlier one is gone', async () => {
    const versions = new VersionLog(coderTables(), 20_000);
    const text = recorded(versions).getText('t');
    for (let i = 0; i < 40; i++) text.insert(0, 'x'.repeat(3_000));
    const get = (path: string): Promise<Response | undefined> =>
      handleHistory(
        new Request('http://localhost/'),
        path,
        { user: ada, role: 'viewer' },
        {
          room: noRoom,
          versions,
        },
      );
    const { oldest, latest } = versions;
    expect(await (await get('history'))?.json()).toMatchObject({ oldest, latest });
    await expect(get(`history/${oldest - 1}`)).rejects.toThrow(`the oldest version of this one is ${oldest}`);
    expect((await get(`history/${oldest}`))?.status).toBe(200);
  });

  it('H28 stays within its limit as long as the document is small', () => {
    const sql = coderTables();
    const maxBytes = 400_000;
    const versions = new VersionLog(sql, maxBytes);
    const doc = recorded(versions);
    // A small client id takes fewer bytes, and the log would stay within the limit.
    doc.clientID = 4_000_000_000;
    for (let i = 0; i < 3_000; i++) doc.getMap('m').set('a', `${i}`.padEnd(20));
    const bytes = (): number =>
      ['code_updates', 'code_snapshots', 'code_parts'].reduce(
        (sum, table) => sum + Number(sql.all(`SELECT sum(length(data)) AS n FROM ${table}`)[0]?.['n']),
        0,
      );
    expect(versions.oldest).toBeGreaterThan(1);
    expect(bytes()).toBeLessThan(1.5 * maxBytes);
  });
});

describe('the history of a VersionLog', () => {
  it('V7 lists versions newest first, page by page, with who wrote and in which turn', () => {
    const sql = coderTables();
    const versions = new VersionLog(sql);
    const doc = recorded(versions);
    const ada = { id: 'ada', name: 'Ada', color: 1, kind: 'human' } as const;
    const agent = { id: 'agent', name: 'Agent', color: 0, kind: 'agent' } as const;
    const authors = new Map<number, Author>([
      [1, ada],
      [2, { ...agent, turn: 't1' }],
    ]);
    const before = Date.now();
    for (const [client, text] of [
      [1, 'a'],
      [2, 'bb'],
      [3, 'c'],
    ] as const) {
      doc.clientID = client;
      doc.getText('t').insert(0, text);
    }
    doc.getText('t').delete(0, 1);
    const page = versions.list(5, 3, authors);
    expect(page.map(({ version }) => version)).toEqual([4, 3, 2]);
    expect(page.map((version) => version.authors)).toEqual([[], [], [agent]]);
    expect(page.map(({ turn }) => turn)).toEqual([undefined, undefined, 't1']);
    expect(versions.list(2, 3, authors)).toEqual([
      { version: 1, timestamp: expect.any(Number), authors: [ada], bytes: expect.any(Number) },
    ]);
    for (const { timestamp, bytes } of page) {
      expect(timestamp).toBeGreaterThanOrEqual(before);
      expect(bytes).toBeGreaterThan(0);
    }
    expect(versions.timestampOf(5)).toBeUndefined();
    const update = Y.encodeStateAsUpdate(new Y.Doc());
    versions.record(update, doc, 1);
    expect(versions.list(6, 1, authors)[0]?.authors).toEqual([ada]);
  });

  const project = (files: Record<string, string>): Y.Doc => {
    const doc = new Y.Doc({ gc: false });
    for (const [path, text] of Object.entries(files)) createFile(doc, path, text);
    return doc;
  };
  const copyOf = (doc: Y.Doc): Y.Doc => {
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    return copy;
  };
  const restored = (doc: Y.Doc, old: Y.Doc, paths?: string[]): Record<string, string> => {
    doc.transact(() => restoreFiles(doc, old, paths));
    return Object.fromEntries(readAll(doc));
  };

  it('V9 restores texts, paths and deleted files, and puts newer files into the trash', () => {
    const then = { 'a.ts': 'one two three', 'b.ts': 'b', 'gone.ts': 'gone' };
    const doc = project(then);
    const old = copyOf(doc);
    const a = fileIdAt(doc, 'a.ts')!;
    const b = fileIdAt(doc, 'b.ts')!;
    textOf(doc, a)!.insert(3, '!!');
    deleteFile(doc, fileIdAt(doc, 'gone.ts')!);
    renameFile(doc, a, 'x.ts');
    renameFile(doc, b, 'a.ts');
    renameFile(doc, a, 'b.ts');
    createFile(doc, 'gone.ts', 'new');
    const deltas: unknown[] = [];
    textOf(doc, a)!.observe(({ delta }) => deltas.push(delta));
    expect(restored(doc, old)).toEqual(then);
    expect(fileIdAt(doc, 'a.ts')).toBe(a);
    expect(deltas).toEqual([[{ retain: 3 }, { delete: 2 }]]);
    expect(listTrash(doc).map(({ id }) => contentOf(doc, id))).toEqual(['new']);
  });

  it('V9 restores only the requested files, by their path then or now', () => {
    const doc = project({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c' });
    const old = copyOf(doc);
    for (const path of ['a.ts', 'b.ts', 'c.ts']) textOf(doc, fileIdAt(doc, path)!)!.insert(1, '!');
    renameFile(doc, fileIdAt(doc, 'b.ts')!, 'moved.ts');
    createFile(doc, 'new.ts', 'new');
    expect(restored(doc, old, ['a.ts'])).toMatchObject({ 'a.ts': 'a', 'moved.ts': 'b!', 'c.ts': 'c!' });
    expect(restored(doc, old, ['./moved.ts', 'new.ts'])).toEqual({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c!' });
    expect(() => restoreFiles(doc, old, ['c.ts', 'no.ts'])).toThrow('no.ts');
    expect(() => restoreFiles(doc, old, ['../c.ts'])).toThrow('..');
    expect(Object.fromEntries(readAll(doc))).toEqual({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c!' });
  });
});
