import { expect, test } from 'vitest';
import { parseQuickOpen, quickPlaces } from './quick-places.ts';

const room = {
  paths: ['README.md', 'main.ts', 'src/crew.ts'],
  recent: ['src/crew.ts'],
  current: 'main.ts',
  symbols: [
    { name: 'Crew', kind: 'class', line: 3, column: 14 },
    { name: 'name', kind: 'property', line: 4, column: 3 },
    { name: 'rename', kind: 'method', line: 6, column: 3 },
  ],
};
const places = (query: string, current: string | undefined = room.current): string[] =>
  quickPlaces(parseQuickOpen(query), { ...room, current }).map((place) =>
    [place.kind === 'symbol' ? `@${place.name}` : place.path, place.line, place.column]
      .filter((part) => part !== undefined)
      .join(':'),
  );

test('W216 without a query, files that were open before come first, in groups', () => {
  expect(places('')).toEqual(['src/crew.ts', 'README.md', 'main.ts']);
  expect(quickPlaces(parseQuickOpen(''), room).map(({ group }) => group)).toEqual([
    'Recently opened',
    'Files',
    'Files',
  ]);
});

test('W217 a line of the file in front, or of a file that is searched for', () => {
  expect(places(':12')).toEqual(['main.ts:12']);
  expect(places(' :12:5 ')).toEqual(['main.ts:12:5']);
  expect(places('crew:7')).toEqual(['src/crew.ts:7']);
  expect(places('crew:')).toEqual(['src/crew.ts']);
  expect(places(':')).toEqual([]);
  expect(places(':0')).toEqual([]);
  expect(quickPlaces(parseQuickOpen(':12'), { ...room, current: undefined })).toEqual([]);
});

test('W217 symbols of the file in front, in the order of its lines', () => {
  expect(places('@')).toEqual(['@Crew:3:14', '@name:4:3', '@rename:6:3']);
  expect(places('@nm')).toEqual(['@name:4:3', '@rename:6:3']);
  expect(places('@nothing')).toEqual([]);
});
