import { expect, it } from 'vitest';
import { findPlaces } from './links.ts';

const files = new Set([
  'src/add.ts',
  'main.ts',
  'lib/a-b.test.tsx',
  'data.csv',
  'größe.ts',
  'e.ts',
  'x y.ts',
  'y.ts',
  'a+b.ts',
  'b.ts',
  '[id].ts',
  'app/(shop)/[id].ts',
  '日本.ts',
  'Makefile',
  'a:1.ts',
  'passwd.txt',
  'a/b.ts',
  'up.ts',
  'z.ts',
  '50%.ts',
]);
const placesIn = (text: string) =>
  findPlaces(text, (path) => files.has(path)).flatMap(({ place }) => (place ? [place] : []));

it.each([
  ['    at add (src/add.ts:3:9)', { path: 'src/add.ts', line: 3, column: 9 }],
  ['    at main.ts:12:1', { path: 'main.ts', line: 12, column: 1 }],
  ['see ./lib/a-b.test.tsx:7', { path: 'lib/a-b.test.tsx', line: 7, column: undefined }],
  ['data.csv:4: not a number', { path: 'data.csv', line: 4, column: undefined }],
  ['(/work/src/add.ts:3:9)', { path: 'src/add.ts', line: 3, column: 9 }],
])('W6 finds the location in %j', (text, place) => {
  expect(placesIn(text)).toEqual([place]);
});

it.each([
  ['file:///work/src/add.ts:3:9', 'src/add.ts'],
  ['    at f (file:///work/src/add.ts:3:9)', 'src/add.ts'],
  ['file:///work/gr%C3%B6%C3%9Fe.ts:3:9', 'größe.ts'],
  ['file:///work/x%20y.ts:3:9', 'x y.ts'],
  ['“file:///work/%5Bid%5D.ts:3:9”', '[id].ts'],
  ['file:///work/50%.ts:3:9', '50%.ts'],
])('W192 finds the file in the URL %j', (text, path) => {
  expect(placesIn(text)).toEqual([{ path, line: 3, column: 9 }]);
});

it.each(['file:///main.ts:1:2', 'file:///tmp/main.ts:1:2', 'file://work/main.ts:1:2'])(
  'W192 finds no file of the room in %j',
  (text) => {
    expect(placesIn(text)).toEqual([]);
  },
);

it.each(['größe.ts', 'x y.ts', 'a+b.ts', '[id].ts', 'app/(shop)/[id].ts', '日本.ts', 'Makefile', 'a:1.ts'])(
  'W145 finds a file with any name, preferring the longest path: %s',
  (path) => {
    const place = { path, line: 1, column: 32 };
    expect(placesIn(`${path}:1:32`)).toEqual([place]);
    expect(placesIn(`    at f (${path}:1:32)`)).toEqual([place]);
    expect(placesIn(`"${path}:1:32", y.ts:2`)).toEqual([place, { path: 'y.ts', line: 2, column: undefined }]);
  },
);

it.each([
  'http://example.org:8080/x',
  'https://example.org/a/b.ts:3:4',
  'user@host.org:22',
  'at 12:30:45',
  '/etc/passwd.txt:1:1',
  '../up.ts:1:2',
  'C:\\x\\b.ts:1:1',
  'version 1.2.3:4',
  'none.ts:1:1',
  'ße.ts:1:1',
  'c+b.ts:1:1',
  'main.ts:1.5',
])('W6 W145 finds no location in %j', (text) => {
  expect(placesIn(text)).toEqual([]);
});

it('W6 keeps all text', () => {
  const text = 'a (a/b.ts:1:2) b.ts:3, http://q.io:80 z.ts:9:9\nlast';
  const pieces = findPlaces(text, (path) => files.has(path));
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter((piece) => piece.place)).toHaveLength(3);
});
