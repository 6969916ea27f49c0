import { expect, it } from 'vitest';
import { findPlaces } from './links.ts';

const placesIn = (text: string) => findPlaces(text).flatMap(({ place }) => (place ? [place] : []));

it.each([
  ['    at add (src/add.ts:3:9)', { path: 'src/add.ts', line: 3, column: 9 }],
  ['    at main.ts:12:1', { path: 'main.ts', line: 12, column: 1 }],
  ['see ./lib/a-b.test.tsx:7', { path: 'lib/a-b.test.tsx', line: 7, column: undefined }],
  ['data.csv:4: not a number', { path: 'data.csv', line: 4, column: undefined }],
])('W6 finds the place in %j', (text, place) => {
  expect(placesIn(text)).toEqual([place]);
});

it.each([
  'http://example.org:8080/x',
  'https://example.org/a/b.ts:3:4',
  'user@host.org:22',
  'at 12:30:45',
  '/etc/passwd.txt:1:1',
  '../up.ts:1:2',
  'C:\\x\\a.ts:1:1',
  'version 1.2.3:4',
])('W6 sees no place in %j', (text) => {
  expect(placesIn(text)).toEqual([]);
});

it('W6 loses no text', () => {
  const text = 'a (x/y.ts:1:2) b.js:3, http://q.io:80 z.ts:9:9\nlast';
  const pieces = findPlaces(text);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter((piece) => piece.place)).toHaveLength(3);
});
