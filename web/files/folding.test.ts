import { expect, test } from 'vitest';
import { foldersToClose } from './tree.ts';

const files = (...paths: string[]) => paths.map((path) => ({ id: path, path }));
const many = (folder: string, count: number) =>
  files(...Array.from({ length: count }, (_, i) => `${folder}/${i}.ts`));
const closes = (
  before: ReturnType<typeof files> | undefined,
  now: ReturnType<typeof files>,
  known: string[] = [],
  front?: string,
) => foldersToClose(before, now, new Set(known), front);

test('W213 folders that many files come in at once are closed, those of single files are not', () => {
  const sample = files('main.ts', 'src/a.ts');
  expect(closes(sample, [...sample, ...many('lib/deep', 5)], ['src'])).toEqual(['lib', 'lib/deep']);
  expect(closes(sample, [...sample, ...many('lib', 4)], ['src'])).toEqual([]);
  expect(closes(sample, [...sample, ...many('src', 9)], ['src']), 'a folder that was there').toEqual([]);
});

test('W213 the folders of the file in front, and restored ones, stay as they are', () => {
  expect(closes([], many('lib/deep', 9), [], 'lib/deep/1.ts')).toEqual([]);
  expect(closes([], [...many('lib/deep', 9), ...many('lib/other', 9)], [], 'lib/deep/1.ts')).toEqual([
    'lib/other',
  ]);
  expect(closes(files('main.ts'), [...files('main.ts'), ...many('lib', 9)], ['lib'])).toEqual([]);
});

test('W213 a room of many files is shown with closed folders at first, one of few is open', () => {
  expect(closes(undefined, many('src', 40))).toEqual([]);
  expect(closes(undefined, many('src', 41))).toEqual(['src']);
});
