import { expect, it } from 'vitest';
import { matchPaths } from './match-paths.ts';

const paths = ['README.md', 'main.ts', 'src/domain.ts', 'src/greeting.ts', 'src/main/index.ts'];

it('W23 an empty query matches all paths', () => {
  expect(matchPaths(paths, ' ')).toEqual(paths.toSorted());
});

it('W23 matches in the file name rank before those in folders, and its start before the rest', () => {
  expect(matchPaths(paths, 'Main')).toEqual(['main.ts', 'src/domain.ts', 'src/main/index.ts']);
});

it('W23 letters may be left out, but not reordered', () => {
  expect(matchPaths(paths, 'src grt')).toEqual(['src/greeting.ts']);
  expect(matchPaths(paths, 'gnireet')).toEqual([]);
});
