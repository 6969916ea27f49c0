import { expect, it } from 'vitest';
import type { TurnChange } from '../../shared/turn.ts';
import { reviewOf } from './review.ts';

const change = (parts: Partial<TurnChange>): TurnChange => ({
  path: 'a.ts',
  file: 'f',
  added: 0,
  removed: 0,
  diff: '',
  left: [],
  parts: [],
  ...parts,
});
const part = (id: string, lines: string[]): TurnChange['parts'][number] => ({
  id,
  kind: 'text',
  kept: false,
  added: lines.filter((line) => line.startsWith('+')).length,
  removed: lines.filter((line) => line.startsWith('-')).length,
  diff: lines.join('\n'),
});
const moved = (from: string | null, to: string | null): Partial<TurnChange> => ({ moved: { from, to } });

it('W78 shows a turn’s changes as the reverse of its undo, with each line at its number', () => {
  // Before the turn: a b c d e. After it: a B c C2 d, without e.
  const parts = [
    part('1', ['@@ 2 @@', '-B', '+b']),
    part('2', ['@@ 4 @@', '-C2']),
    part('3', ['@@ 6 @@', '+e']),
  ];
  const [file] = reviewOf([change({ added: 2, removed: 2, parts })], []);
  expect(file).toMatchObject({ added: 2, removed: 2, label: undefined });
  expect(file?.parts.map(({ line, diff, shift }) => [line, diff.split('\n'), shift])).toEqual([
    [2, ['@@ 2 @@', '-b', '+B'], 0],
    [4, ['@@ 4 @@', '+C2'], 0],
    [6, ['@@ 5 @@', '-e'], 1],
  ]);
});

it('W78 reads a line that only looks like a hunk header as a line', () => {
  const parts = [part('1', ['@@ 1 @@', '-@@ 7 @@', '+-x', '++y'])];
  expect(reviewOf([change({ parts })], [])[0]?.parts[0]?.diff).toBe(
    ['@@ 1 @@', '--x', '-+y', '+@@ 7 @@'].join('\n'),
  );
});

it('W78 describes files that were created, deleted and moved', () => {
  const label = (undo: TurnChange[], redo: TurnChange[] = []) => reviewOf(undo, redo)[0]?.label;
  expect(label([change(moved('a.ts', null))])).toBe('new');
  expect(label([change(moved(null, 'a.ts'))])).toBe('deleted');
  expect(label([change(moved('a.ts', 'old.ts'))])).toBe('was old.ts');
  expect(label([], [change(moved('a.ts', 'b.ts'))])).toBe('becomes b.ts');
  expect(label([change({})])).toBeUndefined();
});

it('W158 shows what is open, kept and undone of a file together, in the order of its lines', () => {
  const undone = part('u', ['@@ 3 @@', '-c', '+C']);
  const kept = { ...part('k', ['@@ 1 @@', '-A', '+a']), kept: true };
  const open = part('o', ['@@ 9 @@', '-I', '+i']);
  const left = [{ line: 3, by: 'Ann' }];
  const [file, ...others] = reviewOf([change({ parts: [kept, open] })], [change({ parts: [undone], left })]);
  expect(others).toEqual([]);
  expect(file?.parts.map(({ id, state, diff }) => [id, state, diff.split('\n')[1]])).toEqual([
    ['k', 'kept', '-a'],
    ['u', 'undone', '-c'],
    ['o', 'open', '-i'],
  ]);
  expect(file?.left).toEqual([{ verb: 'Redo', line: 3, by: 'Ann' }]);
});

it('W158 keeps files and parts in order, whatever is undone', () => {
  const parts = [part('1', ['@@ 2 @@', '-B', '+b']), part('2', ['@@ 2 @@', '-C', '+c']), part('path', [])];
  const [made, renamed] = [{ file: 'new' }, { file: 'was' }];
  // Every choice of what is undone: the new file, the renamed one, and each part of a third.
  for (let choice = 0; choice < 2 ** 5; choice++) {
    const is = (at: number): boolean => (choice & (1 << at)) !== 0;
    const [undo, redo]: [TurnChange[], TurnChange[]] = [[], []];
    if (is(0)) redo.push(change({ ...made, path: 'c.ts', ...moved(null, 'c.ts') }));
    else undo.push(change({ ...made, path: 'c.ts', ...moved('c.ts', null) }));
    if (is(1)) redo.push(change({ ...renamed, path: 'z.ts', ...moved('z.ts', 'b.ts') }));
    else undo.push(change({ ...renamed, path: 'b.ts', ...moved('b.ts', 'z.ts') }));
    for (const [side, list] of [undo, redo].entries()) {
      const own = parts.filter((_, at) => is(at + 2) === (side === 1));
      if (own.length > 0) list.push(change({ file: 'text', path: 'a.ts', parts: own }));
    }
    const shown = reviewOf(undo, redo);
    expect(shown.map(({ id }) => id)).toEqual(['text', 'was', 'new']);
    expect(shown[0]?.parts.map(({ id }) => id)).toEqual(['path', '1', '2']);
  }
});
