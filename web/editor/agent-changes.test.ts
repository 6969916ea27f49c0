import { expect, it } from 'vitest';
import type { TurnChange } from '../../shared/turn.ts';
import { agentChangesIn, nextChange } from './agent-changes.ts';

const part = (id: string, diff: string, kept = false): TurnChange['parts'][number] => ({
  id,
  kind: 'text',
  kept,
  added: 0,
  removed: 0,
  diff,
});
const change = (file: string, parts: TurnChange['parts']): TurnChange => ({
  file,
  path: `${file}.ts`,
  added: 0,
  removed: 0,
  diff: '',
  left: [],
  parts,
});

it('W159 places changed, added and removed lines, and leaves out what is kept and new paths', () => {
  const found = agentChangesIn([
    change('a', [
      part('changed', '@@ 2 @@\n-B\n-C\n+b'),
      part('added', '@@ 5 @@\n-E'),
      part('removed', '@@ 8 @@\n+f\n+@@ 1 @@'),
      part('kept', '@@ 9 @@\n-G', true),
      part('with a line of Ann in it', '@@ 10 @@\n-H\n+h\n@@ 12 @@\n-I\n+i'),
    ]),
    change('b', [part('path', '')]),
  ]);
  expect(found.map(({ part, line, lines, removed }) => [part, line, lines, removed])).toEqual([
    ['changed', 2, 2, ['b']],
    ['added', 5, 1, []],
    ['removed', 8, 0, ['f', '@@ 1 @@']],
    ['with a line of Ann in it', 10, 3, ['h', 'i']],
  ]);
  expect(found[0]).toMatchObject({ file: 'a', path: 'a.ts' });
});

it('W161 goes from change to change, through all files and round again', () => {
  // In the order of the review.
  const changes = agentChangesIn([
    change('b', [part('3', '@@ 1 @@\n-B')]),
    change('a', [part('1', '@@ 2 @@\n-B'), part('2', '@@ 7 @@\n-B')]),
  ]);
  const go = (from: Parameters<typeof nextChange>[1], step: 1 | -1) => nextChange(changes, from, step)?.part;
  expect(go({ file: 'a', line: 1 }, 1)).toBe('1');
  expect(go({ file: 'a', line: 3 }, 1)).toBe('2');
  expect(go({ file: 'a', line: 8 }, 1)).toBe('3');
  expect(go({ file: 'a', line: 3 }, -1)).toBe('1');
  expect(go({ file: 'a', line: 1 }, -1)).toBe('3');
  expect(go({ file: 'other', line: 9 }, 1)).toBe('1');
  expect(go({ part: '3', line: 1 }, 1)).toBe('1');
  expect(go({ part: '1', line: 1 }, -1)).toBe('3');
  expect(nextChange([], { line: 1 }, 1)).toBeUndefined();
});
