import { expect, it } from 'vitest';
import { invertChange, pathChangeLabel } from './review.ts';

const undo = { path: 'a.ts', added: 0, removed: 0, diff: '', left: [] };

it('W78 shows a turn’s changes as the reverse of its undo, with each line at its number', () => {
  // Before the turn: a b c d e. After it: a B c C2 d, without e.
  const diff = ['@@ 2 @@', '-B', '+b', '@@ 4 @@', '-C2', '@@ 6 @@', '+e'].join('\n');
  expect(invertChange({ ...undo, added: 2, removed: 2, diff })).toMatchObject({
    added: 2,
    removed: 2,
    diff: ['@@ 2 @@', '-b', '+B', '@@ 4 @@', '+C2', '@@ 5 @@', '-e'].join('\n'),
  });
});

it('W78 reads a line that only looks like a hunk header as a line', () => {
  const diff = ['@@ 1 @@', '-@@ 7 @@', '+-x', '++y'].join('\n');
  expect(invertChange({ ...undo, diff }).diff).toBe(['@@ 1 @@', '--x', '-+y', '+@@ 7 @@'].join('\n'));
});

it('W78 describes files that were created, deleted and moved', () => {
  const moved = (from: string | null, to: string | null) =>
    pathChangeLabel(invertChange({ ...undo, moved: { from, to } }));
  expect(moved('a.ts', null)).toBe('new');
  expect(moved(null, 'a.ts')).toBe('deleted');
  expect(moved('a.ts', 'old.ts')).toBe('was old.ts');
  expect(pathChangeLabel({ ...undo, moved: { from: 'a.ts', to: 'b.ts' } })).toBe('becomes b.ts');
  expect(pathChangeLabel(undo)).toBeUndefined();
});
