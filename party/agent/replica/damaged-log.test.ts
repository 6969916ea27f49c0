import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { createFile, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import type { SqlValue } from '../storage/sql.ts';
import { userNamed } from '../../../test/test-room.ts';
import { endUndoHarnesses, UndoHarness } from '../../../test/undo-harness.ts';
import type { Caller } from '../http/request.ts';
import { handleHistory } from '../http/versions.ts';
import { AuthorTable } from './author-table.ts';
import { VersionLog } from './version-log.ts';

let said: MockInstance<typeof console.error>;
beforeEach(() => {
  said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  endUndoHarnesses();
  vi.restoreAllMocks();
});

const linesSaid = (): string => said.mock.calls.map((words) => words.map(String).join(' ')).join('\n');

/** Ann has written ten lines, one version each; the coder has all of them, and a snapshot after the fifth and the last. */
async function written(): Promise<{ harness: UndoHarness; text: string; firstOfAnn: number }> {
  const harness = new UndoHarness();
  const { ann, replica, versions } = harness;
  const release = replica.hold();
  await ann.until(({ synced }) => synced, 5_000, 'sync');
  await replica.join();
  createFile(ann.doc, 'a.md', '');
  await harness.meet();
  const firstOfAnn = versions.latest + 1;
  for (let i = 0; i < 10; i++) {
    const file = textOf(ann.doc, fileIdAt(ann.doc, 'a.md')!)!;
    file.insert(file.length, `line ${i}\n`);
    await harness.meet();
    if (i === 4) versions.snapshot(replica.doc);
  }
  release();
  return { harness, text: harness.text('a.md')!, firstOfAnn };
}

const broken = (data: Uint8Array): Uint8Array => data.map((byte, i) => (i < 4 ? byte : 255));

function damage({ sql }: UndoHarness, table: string, version: number, value?: SqlValue): void {
  const where = `FROM ${table} WHERE version = ?`;
  const data = sql.all(`SELECT data ${where}`, version)[0]?.['data'] as Uint8Array<ArrayBuffer>;
  const bad = value ?? (broken(data) as Uint8Array<ArrayBuffer>);
  sql.all(`UPDATE ${table} SET data = ? WHERE version = ?`, bad, version);
}

const woken = async (harness: UndoHarness): Promise<string | undefined> => {
  harness.wake();
  await harness.replica.join();
  await harness.meet();
  return readAll(harness.replica.doc).get('a.md');
};

describe('a coder whose log is damaged', () => {
  it.each([
    ['garbage', undefined],
    ['a text', 'text'],
    ['nothing', new Uint8Array(0)],
  ])('A231 leaves out an update that is %s, and has the rest from the room', async (_, value) => {
    const { harness, text, firstOfAnn } = await written();
    damage(harness, 'code_updates', firstOfAnn + 7, value);
    harness.wake();
    expect(readAll(harness.replica.doc).get('a.md')).toBe(
      text.split('\n').slice(0, 7).join('\n').concat('\n'),
    );
    expect(linesSaid()).toContain(`code_updates/${firstOfAnn + 7}`);
    expect(await woken(harness)).toBe(text);
    // It has logged what it got, so the room may be away from now on.
    harness.wake();
    expect(readAll(harness.replica.doc).get('a.md')).toBe(text);
    expect(
      harness.sql.all('SELECT version FROM code_updates WHERE version = ?', firstOfAnn + 7),
    ).toHaveLength(1);
  });

  it('A231 starts from an earlier snapshot, and what came after it, when the newest is damaged', async () => {
    const { harness, text } = await written();
    const { versions, replica } = harness;
    versions.snapshot(replica.doc);
    damage(harness, 'code_snapshots', versions.latest);
    harness.wake();
    expect(readAll(harness.replica.doc).get('a.md')).toBe(text);
    expect(linesSaid()).toContain(`code_snapshots/${versions.latest}`);
    // With all of them damaged, and updates too, the room has it.
    for (const { version } of harness.sql.all('SELECT version FROM code_snapshots'))
      damage(harness, 'code_snapshots', Number(version), 'x');
    for (const version of [2, 4, 6]) damage(harness, 'code_updates', version);
    expect(await woken(harness)).toBe(text);
  });

  it('A231 lists and shows the other versions', async () => {
    const { harness, firstOfAnn } = await written();
    const { sql } = harness;
    damage(harness, 'code_updates', firstOfAnn + 7);
    sql.all('UPDATE code_updates SET timestamp = ? WHERE version = ?', new Uint8Array([1]), firstOfAnn + 2);
    const versions = new VersionLog(sql);
    const room = {
      doc: harness.replica.doc,
      authors: new AuthorTable(sql).entries,
      hold: () => () => undefined,
      clientIdFor: async () => 1,
      transactAs: () => undefined,
      saved: async () => undefined,
    };
    const caller: Caller = { user: userNamed('ann'), role: 'editor' };
    const get = async (path: string): Promise<unknown> =>
      (await handleHistory(new Request(`http://x/${path}`), path, caller, { room, versions }))?.json();
    const listed = (await get('history')) as { versions: { version: number }[] };
    const numbers = listed.versions.map(({ version }) => version);
    expect(numbers).toContain(firstOfAnn + 7);
    expect(numbers).not.toContain(firstOfAnn + 2);
    expect(numbers).toHaveLength(versions.latest - 1);
    const shown = (await get(`history/${firstOfAnn + 7}`)) as { files: Record<string, string> };
    expect(shown.files['a.md']).toBe([0, 1, 2, 3, 4, 5, 6].map((i) => `line ${i}\n`).join(''));
  });

  it.each(['x', 3, null])('A231 gives no version twice when its number is stored as %s', async (stored) => {
    const { harness, text } = await written();
    const { latest } = harness.versions;
    if (stored === null) harness.sql.all('DELETE FROM code_version');
    else harness.sql.all('UPDATE code_version SET version = ?', stored);
    harness.wake();
    expect(harness.versions.latest).toBe(latest);
    await harness.replica.join();
    textOf(harness.ann.doc, fileIdAt(harness.ann.doc, 'a.md')!)!.insert(0, 'more\n');
    await harness.meet();
    harness.wake();
    expect(readAll(harness.replica.doc).get('a.md')).toBe(`more\n${text}`);
    expect(harness.versions.latest).toBeGreaterThan(latest);
  });

  it('A233 has its authors named again by the room', async () => {
    const { harness, text } = await written();
    harness.sql.all('UPDATE authors SET author = \'{"id":\'');
    harness.wake();
    expect(harness.replica.authors.size).toBe(0);
    expect(await woken(harness)).toBe(text);
    const names = [...harness.replica.authors.values()].map(({ name }) => name);
    expect(names).toContain(harness.room.core.document.authors.get(harness.ann.doc.clientID)?.name);
    expect(new AuthorTable(harness.sql).entries.get(harness.ann.doc.clientID)?.id).toBe('id-ann');
  });
});
