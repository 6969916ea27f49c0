import { expect, it } from 'vitest';
import { matchPaths } from './match-paths.ts';

const paths = ['README.md', 'main.ts', 'src/domain.ts', 'src/greeting.ts', 'src/main/index.ts'];

it('W23 all paths match nothing in particular', () => {
  expect(matchPaths(paths, ' ')).toEqual(paths.toSorted());
});

it('W23 the name counts before the folders, its beginning first', () => {
  expect(matchPaths(paths, 'Main')).toEqual(['main.ts', 'src/domain.ts', 'src/main/index.ts']);
});

it('W23 letters may be left out, not turned around', () => {
  expect(matchPaths(paths, 'src grt')).toEqual(['src/greeting.ts']);
  expect(matchPaths(paths, 'gnireet')).toEqual([]);
});
