import { expect, it } from 'vitest';
import { matchPaths, wordsIn } from './match-paths.ts';

const paths = ['README.md', 'main.ts', 'src/domain.ts', 'src/greeting.ts', 'src/main/index.ts'];
const found = (query: string, recent: string[] = []): string[] =>
  matchPaths(paths, query, recent).map(({ path }) => path);
/** The path with the marked letters in capitals. */
const marked = (query: string): string[] =>
  matchPaths(paths, query).map(({ path, marks }) =>
    Array.from(path, (letter, at) => (marks.includes(at) ? letter.toUpperCase() : letter)).join(''),
  );

it('W23 an empty query matches all paths', () => {
  expect(found(' ')).toEqual(paths.toSorted());
});

it('W23 matches in the file name rank before those in folders, and its start before the rest', () => {
  expect(found('Main')).toEqual(['main.ts', 'src/domain.ts', 'src/main/index.ts']);
});

it('W23 letters may be left out, but not reordered', () => {
  expect(found('src grt')).toEqual(['src/greeting.ts']);
  expect(found('gnireet')).toEqual([]);
});

it('W216 recent files come first among equally likely ones', () => {
  const recent = ['src/greeting.ts', 'src/domain.ts'];
  expect(found('', recent).slice(0, 3)).toEqual(['src/greeting.ts', 'src/domain.ts', 'README.md']);
  expect(found('main', recent)[0]).toBe('main.ts');
});

it('W216 the letters that were found are marked', () => {
  expect(marked('main')).toEqual(['MAIN.ts', 'src/doMAIN.ts', 'src/MAIN/index.ts']);
  expect(marked('src grt')).toEqual(['SRC/GReeTing.ts']);
});

it('W215 words are found in any order, each where it first occurs', () => {
  expect(wordsIn('Go to the chat', ['chat', 'go'])).toEqual([10, 11, 12, 13, 0, 1]);
  expect(wordsIn('Go to the chat', ['chat', 'stop'])).toBeUndefined();
});
