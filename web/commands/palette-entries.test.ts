import { expect, test } from 'vitest';
import { findEntries, marksIn, type PaletteEntry, recentGroup } from './palette-entries.ts';

const entries: PaletteEntry[] = [
  ['run', 'Run', 'General'],
  ['runConfigs', 'Run configurations', 'General'],
  ['trash', 'Trash', 'Files'],
  ['follow', 'Follow Bo', 'People'],
].map(([id = '', title = '', group = '']) => ({ id, title, group, run: () => undefined }));
const found = (query: string, recent: string[] = []): string[] =>
  findEntries(entries, query, recent).map(({ id, group }) => `${group}: ${id}`);

test('W215 what was used last comes first, in a group of its own', () => {
  expect(found('', ['trash', 'gone', 'runConfigs'])).toEqual([
    `${recentGroup}: trash`,
    `${recentGroup}: runConfigs`,
    'General: run',
    'People: follow',
  ]);
  expect(found('run', ['trash', 'runConfigs'])).toEqual([`${recentGroup}: runConfigs`, 'General: run']);
});

test('W215 words of the group find an entry, and those of the title are marked', () => {
  expect(found('people bo')).toEqual(['People: follow']);
  expect(marksIn('Follow Bo', 'people bo')).toEqual([7, 8]);
  expect(marksIn('Run configurations', ' con RUN')).toEqual([4, 5, 6, 0, 1, 2]);
});
