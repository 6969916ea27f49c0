import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { coderTables } from '../../test/node-sql.ts';
import { migrate } from './migrations.ts';
import { Versions } from './versions.ts';

function recorded(versions: Versions): Y.Doc {
  const doc = new Y.Doc({ gc: false });
  for (const update of versions.load()) Y.applyUpdate(doc, update);
  doc.on('update', (update: Uint8Array) => versions.record(update, doc));
  return doc;
}

function textAt(versions: Versions, version?: number): string {
  const doc = new Y.Doc({ gc: false });
  for (const update of versions.load(version)) Y.applyUpdate(doc, update);
  return doc.getText('t').toJSON();
}

describe('the version log', () => {
  it('V1 counts each update up by one, and replays any version', () => {
    const versions = new Versions(coderTables());
    const text = recorded(versions).getText('t');
    const said: string[] = [''];
    for (let i = 0; i < 300; i++) {
      if (i % 3 === 2) text.delete(0, 40);
      else text.insert(i % 7, `${i} `.repeat(20));
      said.push(text.toJSON());
    }
    expect(versions.latest).toBe(300);
    for (const version of [0, 1, 2, 3, 99, 150, 299, 300])
      expect(textAt(versions, version)).toBe(said[version]);
  });

  it('V2 goes on counting, and has all text, after it was opened anew', () => {
    const sql = coderTables();
    const first = recorded(new Versions(sql));
    first.getText('t').insert(0, 'one');
    first.getText('t').insert(3, ' two');
    migrate(sql);
    const again = new Versions(sql);
    expect(again.latest).toBe(2);
    const second = recorded(again);
    expect(second.getText('t').toJSON()).toBe('one two');
    second.getText('t').insert(7, ' three');
    expect(again.latest).toBe(3);
    expect(textAt(new Versions(sql))).toBe('one two three');
  });

  it('V3 makes a snapshot when the log since the last passes 10 kB', () => {
    const sql = coderTables();
    const versions = new Versions(sql);
    const text = recorded(versions).getText('t');
    const snapshots = (): number => sql.all('SELECT version FROM code_snapshots').length;
    text.insert(0, 'x'.repeat(9_000));
    expect(snapshots()).toBe(0);
    text.insert(0, 'y'.repeat(2_000));
    expect(snapshots()).toBe(1);
    expect(sql.all('SELECT version FROM code_updates')).toHaveLength(2);
  });

  it('V4 keeps updates and snapshots larger than SQLite takes in one value', () => {
    const sql = coderTables();
    const versions = new Versions(sql);
    const big = 'é'.repeat(2_000_000);
    recorded(versions).getText('t').insert(0, big);
    const largest = sql.all('SELECT max(length(data)) AS n FROM code_updates')[0]?.['n'];
    expect(Number(largest)).toBeLessThanOrEqual(1024 * 1024);
    expect(textAt(new Versions(sql))).toBe(big);
    sql.all('DELETE FROM code_snapshots');
    expect(textAt(new Versions(sql))).toBe(big);
  });

  it('V5 says the same after a rebuild from the newest snapshot alone', () => {
    const sql = coderTables();
    const versions = new Versions(sql);
    const text = recorded(versions).getText('t');
    for (let i = 0; i < 50; i++) text.insert(0, 'z'.repeat(400));
    const newest = Number(sql.all('SELECT max(version) AS v FROM code_snapshots')[0]?.['v']);
    const before = textAt(versions);
    sql.all('DELETE FROM code_updates WHERE version <= ?', newest);
    expect(textAt(new Versions(sql))).toBe(before);
  });

  it('V6 has deleted text after a restart too, from updates and from snapshots', () => {
    const sql = coderTables();
    const text = recorded(new Versions(sql)).getText('t');
    text.insert(0, 'deleted');
    text.delete(0, 7);
    text.insert(0, 'z'.repeat(11_000));
    const deleted = (): string => {
      let out = '';
      for (let item = recorded(new Versions(sql)).getText('t')._start; item; item = item.right) {
        if (item.deleted) out += item.content.getContent().join('');
      }
      return out;
    };
    expect(deleted()).toBe('deleted');
    sql.all('DELETE FROM code_updates');
    expect(deleted()).toBe('deleted');
  });
});
