import { expect, it } from 'vitest';
import { asDone, pathWords } from './review.ts';

const undo = { path: 'a.ts', added: 0, removed: 0, diff: '', left: [] };

it('W78 shows what a turn did as the other way round of its undo, each line at its number', () => {
  // Before the turn: a b c d e. After: a B c C2 d (e taken out).
  const diff = ['@@ 2 @@', '-B', '+b', '@@ 4 @@', '-C2', '@@ 6 @@', '+e'].join('\n');
  expect(asDone({ ...undo, added: 2, removed: 2, diff })).toMatchObject({
    added: 2,
    removed: 2,
    diff: ['@@ 2 @@', '-b', '+B', '@@ 4 @@', '+C2', '@@ 5 @@', '-e'].join('\n'),
  });
});

it('W78 takes for a line what only looks like a place', () => {
  const diff = ['@@ 1 @@', '-@@ 7 @@', '+-x', '++y'].join('\n');
  expect(asDone({ ...undo, diff }).diff).toBe(['@@ 1 @@', '--x', '-+y', '+@@ 7 @@'].join('\n'));
});

it('W78 tells of files that came, went and moved', () => {
  const moved = (from: string | null, to: string | null) =>
    pathWords(asDone({ ...undo, moved: { from, to } }));
  expect(moved('a.ts', null)).toBe('new');
  expect(moved(null, 'a.ts')).toBe('deleted');
  expect(moved('a.ts', 'old.ts')).toBe('was old.ts');
  expect(pathWords({ ...undo, moved: { from: 'a.ts', to: 'b.ts' } })).toBe('becomes b.ts');
  expect(pathWords(undo)).toBeUndefined();
});
