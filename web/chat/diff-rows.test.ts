import { expect, it } from 'vitest';
import { diffSize, readDiff } from './diff-rows.ts';

it('W126 a diff has a row for each line and file, with line numbers', () => {
  const rows = readDiff(' a.ts\n@@ 3 @@\n-x\n+y\n+z\n@@ 9 @@\n-@@ 1 @@\n b.ts (deleted)\n@@ 1 @@\n--- gone');
  expect(rows).toEqual([
    { kind: 'file', line: '', text: ' a.ts' },
    { kind: 'removed', line: 3, text: 'x' },
    { kind: 'added', line: 3, text: 'y' },
    { kind: 'added', line: 4, text: 'z' },
    { kind: 'removed', line: 9, text: '@@ 1 @@' },
    { kind: 'file', line: '', text: ' b.ts (deleted)' },
    { kind: 'removed', line: 1, text: '-- gone' },
  ]);
  expect(diffSize(rows)).toBe('5 lines in 2 files');
  expect(diffSize(rows.slice(1, 4))).toBe('3 lines');
});
