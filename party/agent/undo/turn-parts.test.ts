import { afterEach, describe, expect, it } from 'vitest';
import { fileIdAt, listFiles, renameFile, textOf } from '../../../shared/doc.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { PartName, TurnChange } from '../../../shared/turn.ts';
import { userNamed } from '../../../test/test-room.ts';
import { endUndoHarnesses, type UndoHarness, undoHarness } from '../../../test/undo-harness.ts';
import { purgeRecords } from '../owner/purge/records.ts';

afterEach(endUndoHarnesses);

const ann = userNamed('ann');
const ben = userNamed('ben');
const before = 'one\ntwo\nthree\nfour\nfive\nsix\n';
const after = 'one\nTWO\nthree\nfour\nFIVE\nsix\n';

/** A room in which turn T has changed two lines of a.txt that are not neighbours. */
async function withTwoParts(): Promise<UndoHarness> {
  const harness = await undoHarness(before);
  const editor = await harness.editor('T');
  await editor.edit('a.txt', [
    { search: 'two', replace: 'TWO' },
    { search: 'five', replace: 'FIVE' },
  ]);
  harness.turns.close('T');
  await harness.meet();
  expect(harness.text('a.txt')).toBe(after);
  return harness;
}

const preview = (harness: UndoHarness, undo = true): Promise<TurnChange[]> =>
  harness.turns.preview({ id: 'T', undo });

const partsOf = async (harness: UndoHarness, undo = true): Promise<string[]> =>
  (await preview(harness, undo)).flatMap(({ parts }) => parts.map(({ id }) => id));

const toggle = async (harness: UndoHarness, undo: boolean, names?: PartName[]): Promise<void> => {
  await harness.turns.set({ id: 'T', undo, names }, ann);
  await harness.meet();
};

const stateOf = (harness: UndoHarness): unknown => {
  const { state, open, undoneBy } = harness.turns.get('T');
  return [state, open, undoneBy?.name];
};

describe('parts of a turn', () => {
  it('A193 are neighbouring changed lines, each with its own diff and an id that lasts', async () => {
    const harness = await withTwoParts();
    const [change] = await preview(harness);
    expect(change).toMatchObject({
      path: 'a.txt',
      file: fileIdAt(harness.ann.doc, 'a.txt'),
      parts: [
        { kind: 'text', kept: false, added: 1, removed: 1, diff: '@@ 2 @@\n-TWO\n+two' },
        { kind: 'text', kept: false, added: 1, removed: 1, diff: '@@ 5 @@\n-FIVE\n+five' },
      ],
    });
    const ids = await partsOf(harness);
    const text = harness.annIn('a.txt');
    // Ann joins the lines between the parts, and writes in both of them.
    text.delete('one\nTWO'.length, '\nthree\nfour\n'.length);
    text.insert('one\nT'.length, '!');
    text.insert(0, 'zero\n');
    await harness.meet();
    expect(await partsOf(harness)).toEqual(ids);
    harness.wake();
    expect(await partsOf(harness)).toEqual(ids);
    expect((await preview(harness))[0]?.parts.map(({ diff }) => diff)).toEqual([
      '@@ 3 @@\n-T!WOFIVE\n+!twoFIVE',
      '@@ 3 @@\n-T!WOFIVE\n+T!WOfive',
    ]);
  });

  it('A193 change by neighbouring lines together, and by lines with an unchanged one between apart', async () => {
    const harness = await undoHarness('a\nb\nc\nd\ne\nf\n');
    const editor = await harness.editor('T');
    await editor.edit('a.txt', [
      { search: 'a\nb\n', replace: 'A\nB\n' },
      { search: 'c\n', replace: 'c\nnew\n' },
      { search: 'e\n', replace: '' },
    ]);
    harness.turns.close('T');
    await harness.meet();
    const diffs = (await preview(harness)).flatMap(({ parts }) => parts.map(({ diff }) => diff));
    expect(diffs).toEqual(['@@ 1 @@\n-A\n-B\n+a\n+b', '@@ 4 @@\n-new', '@@ 6 @@\n+e']);
  });

  it('A193 begin with a line end when lines were added behind a line', async () => {
    const harness = await undoHarness('a\nb\nc\n');
    const editor = await harness.editor('T');
    const behind = (line: string): { search: string; replace: string } => ({
      search: line,
      replace: `${line}\nnew ${line}`,
    });
    await editor.edit('a.txt', [behind('a'), behind('b')]);
    harness.turns.close('T');
    await harness.meet();
    const diffs = (await preview(harness)).flatMap(({ parts }) => parts.map(({ diff }) => diff));
    expect(diffs).toEqual(['@@ 2 @@\n-new a', '@@ 4 @@\n-new b']);
  });

  it('A193 have the lines of the steps, and add up to those of the turn', async () => {
    const lines = (first: string, ...rest: string[]): string =>
      [first, 'b = 2;', ...rest, 'd = 4;', ''].join('\n');
    const long = `a = '${Array.from({ length: 300 }, (_, i) => `word ${i}`).join(' = ')}';`;
    const harness = await undoHarness(lines(`a = 'short';`, 'c = 3;'));
    const editor = await harness.editor('T');
    const { added, removed } = await editor.edit('a.txt', [
      { search: `a = 'short';`, replace: long },
      { search: 'c = 3;\n', replace: '' },
    ]);
    expect({ added, removed }).toEqual({ added: 1, removed: 2 });
    expect(harness.turns.close('T')).toEqual([{ path: 'a.txt', added: 1, removed: 2 }]);
    await harness.meet();
    expect(harness.text('a.txt')).toBe(lines(long));
    const [change] = await preview(harness);
    const diffs = [`@@ 1 @@\n-${long}\n+a = 'short';`, '@@ 3 @@\n+c = 3;'];
    expect(change).toMatchObject({ added: 2, removed: 1, diff: diffs.join('\n') });
    expect(change?.parts.map(({ diff }) => diff)).toEqual(diffs);
  });

  it('A193 are one at the end of a file, too, without lines that came out as they were', async () => {
    const harness = await undoHarness('one\ntwo\nthree\n');
    const editor = await harness.editor('T');
    await editor.edit('a.txt', [{ search: 'three\n', replace: '' }]);
    await editor.edit('a.txt', [{ search: 'two\n', replace: 'TWO\nthree\nfour\n' }]);
    expect(harness.turns.close('T')).toEqual([{ path: 'a.txt', added: 2, removed: 1 }]);
    await harness.meet();
    await toggle(harness, true);
    const [change] = await preview(harness, false);
    const diff = ['@@ 2 @@', '-two', '+TWO', '@@ 4 @@', '+four'].join('\n');
    expect(change).toMatchObject({ added: 2, removed: 1, diff });
    expect(change?.parts).toMatchObject([{ diff }]);
  });

  it('A194 are undone and redone by themselves, by who does it, also after restarts', async () => {
    const harness = await withTwoParts();
    const [two, five] = await partsOf(harness);
    await toggle(harness, true, [{ part: five! }]);
    expect(harness.text('a.txt')).toBe('one\nTWO\nthree\nfour\nfive\nsix\n');
    expect(stateOf(harness)).toEqual(['partly', 1, 'ann']);
    expect(harness.emitted.at(-1)).toMatchObject({ id: 'T', state: 'partly', open: 1 });
    harness.wake();
    expect([await partsOf(harness), await partsOf(harness, false)]).toEqual([[two], [five]]);
    const text = harness.annIn('a.txt');
    text.insert(text.toJSON().indexOf('five') + 4, ' by Ann');
    await harness.meet();
    await toggle(harness, true);
    expect(harness.text('a.txt')).toBe('one\ntwo\nthree\nfour\nfive by Ann\nsix\n');
    expect(stateOf(harness)).toEqual(['undone', 0, 'ann']);
    harness.wake();
    await toggle(harness, false, [{ part: two! }]);
    expect(harness.text('a.txt')).toBe('one\nTWO\nthree\nfour\nfive by Ann\nsix\n');
    await toggle(harness, false);
    expect(harness.text('a.txt')).toBe('one\nTWO\nthree\nfour\nFIVE by Ann\nsix\n');
    expect(stateOf(harness)).toEqual(['done', 2, undefined]);
  });

  it('A194 are named by file too; for names that are unknown or have been dealt with, nothing is done', async () => {
    const harness = await withTwoParts();
    const [two, five] = await partsOf(harness);
    const editor = await harness.editor('T');
    expect(await editor.write('b.txt', 'new\n', {})).toMatchObject({ path: 'b.txt' });
    harness.turns.close('T');
    await harness.meet();
    const refused = (names: PartName[], undo = true): Promise<void> =>
      expect(harness.turns.set({ id: 'T', undo, names }, ann)).rejects.toMatchObject({ code: 'conflict' });
    await refused([{ part: two! }, { part: 'nothing' }]);
    await refused([{ path: 'c.txt' }]);
    await refused([{ part: two! }], false);
    await expect(harness.turns.keep('T', [{ part: 'nothing' }])).rejects.toMatchObject({ code: 'conflict' });
    await harness.meet();
    expect(harness.text('a.txt')).toBe(after);
    await toggle(harness, true, [{ path: 'a.txt' }]);
    expect([harness.text('a.txt'), harness.text('b.txt')]).toEqual([before, 'new\n']);
    await refused([{ part: five! }]);
    await toggle(harness, true, [{ path: 'b.txt' }]);
    expect(harness.text('b.txt')).toBeUndefined();
    expect(stateOf(harness)).toEqual(['undone', 0, 'ann']);
    await toggle(harness, false, [{ file: fileIdAt(harness.ann.doc, 'a.txt')! }, { path: 'b.txt' }]);
    expect([harness.text('a.txt'), harness.text('b.txt')]).toEqual([after, 'new\n']);
  });

  it('A194 take a new or deleted file with its text, and a move by itself', async () => {
    const harness = await withTwoParts();
    const { doc } = harness.replica;
    const id = fileIdAt(doc, 'a.txt')!;
    const clientId = await harness.replica.clientIdFor(agentUser, 'T');
    harness.replica.transactAs(clientId, () => renameFile(doc, id, 'b.txt'));
    await (await harness.editor('T')).write('new.txt', 'by the agent\n', {});
    harness.turns.close('T');
    await harness.meet();
    const parts = (await preview(harness)).map((change) => [
      change.path,
      change.moved,
      change.parts.map(({ kind, diff }) => [kind, diff]),
    ]);
    expect(parts).toEqual([
      [
        'b.txt',
        { from: 'b.txt', to: 'a.txt' },
        [
          ['text', '@@ 2 @@\n-TWO\n+two'],
          ['text', '@@ 5 @@\n-FIVE\n+five'],
          ['moved', ''],
        ],
      ],
      ['new.txt', { from: 'new.txt', to: null }, [['moved', '@@ 1 @@\n-by the agent']]],
    ]);
    await toggle(harness, true, [{ part: `${id}:path` }]);
    expect(harness.text('a.txt')).toBe(after);
    await toggle(harness, true, [{ path: 'new.txt' }]);
    expect(listFiles(harness.ann.doc).map(({ path }) => path)).not.toContain('new.txt');
    await toggle(harness, false);
    expect([harness.text('b.txt'), harness.text('new.txt')]).toEqual([after, 'by the agent\n']);
  });

  it('A195 that would change nothing any more go with the last one that would', async () => {
    const harness = await undoHarness(before);
    await (
      await harness.editor('T')
    ).edit('a.txt', [
      { search: 'two\n', replace: 'two\nnew\n' },
      { search: 'five', replace: 'FIVE' },
    ]);
    harness.turns.close('T');
    await harness.meet();
    const [, five] = await partsOf(harness);
    await (await harness.editor('U')).edit('a.txt', [{ search: 'new\n', replace: '' }]);
    harness.turns.close('U');
    await harness.meet();
    expect(await partsOf(harness)).toEqual([five]);
    await toggle(harness, true, [{ part: five! }]);
    expect(stateOf(harness)).toEqual(['undone', 0, 'ann']);
    await harness.turns.set({ id: 'U', undo: true }, ann);
    await harness.meet();
    expect(harness.text('a.txt')).toBe(before);
  });

  it('A196 are kept for everyone, stay out of what is open, and are undone with the whole turn', async () => {
    const harness = await withTwoParts();
    const [two, five] = await partsOf(harness);
    expect(await harness.turns.keep('T', [{ part: two! }])).toMatchObject({ state: 'done', open: 1 });
    expect(harness.emitted.at(-1)).toMatchObject({ id: 'T', open: 1 });
    harness.wake();
    const kept = async (): Promise<boolean[]> =>
      (await preview(harness)).flatMap(({ parts }) => parts.map((part) => part.kept));
    expect(await kept()).toEqual([true, false]);
    await harness.turns.keep('T', [{ part: five! }]);
    expect(stateOf(harness)).toEqual(['done', 0, undefined]);
    await toggle(harness, true);
    expect(harness.text('a.txt')).toBe(before);
    await toggle(harness, false);
    expect(await kept()).toEqual([false, false]);
  });

  it('A197 belong to turns that are listed with who asked for what, of which a purge leaves the request', async () => {
    const harness = await undoHarness(before);
    harness.asked = { by: ben, request: 'say hunter2-hunter2 in capitals', model: 'm' };
    await (await harness.editor('T')).edit('a.txt', [{ search: 'two', replace: 'TWO' }]);
    harness.turns.close('T');
    harness.asked = { by: ann, request: 'again', model: 'm' };
    await (await harness.editor('U')).edit('a.txt', [{ search: 'six', replace: 'SIX' }]);
    harness.turns.close('U');
    await harness.meet();
    harness.wake();
    expect(harness.turns.list(10)).toMatchObject([
      { id: 'U', by: ann, request: 'again', model: 'm', state: 'done', open: 1 },
      { id: 'T', by: ben, request: 'say hunter2-hunter2 in capitals', files: [{ path: 'a.txt' }] },
    ]);
    expect(harness.turns.list(1)).toMatchObject([{ id: 'U' }]);
    purgeRecords(harness.sql, { list: () => [], put: () => undefined }, 'hunter2-hunter2');
    harness.wake();
    expect(harness.turns.list(10)).toMatchObject([
      { id: 'U', state: 'gone', files: [], request: 'again' },
      { id: 'T', state: 'gone', files: [], request: 'say •••••••• in capitals' },
    ]);
    await expect(preview(harness)).rejects.toThrow('A purge took');
  });

  it('A193 are found for a turn from before there were parts, undone or not', async () => {
    const harness = await withTwoParts();
    await toggle(harness, true);
    harness.sql.all('DELETE FROM turn_parts');
    harness.sql.all('UPDATE turns SET undone = 1, undone_by = NULL');
    harness.wake();
    expect(stateOf(harness)).toEqual(['undone', undefined, undefined]);
    const [two] = await partsOf(harness, false);
    await toggle(harness, false, [{ part: two! }]);
    expect(harness.text('a.txt')).toBe('one\nTWO\nthree\nfour\nfive\nsix\n');
    expect(stateOf(harness)).toEqual(['partly', 1, undefined]);
    expect(textOf(harness.ann.doc, fileIdAt(harness.ann.doc, 'a.txt')!)).toBeDefined();
  });
});
