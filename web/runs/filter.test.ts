import { expect, it } from 'vitest';
import type { OutputEntry } from '../../shared/run.ts';
import { matching } from './filter.ts';

const entries = ['\u001b[31mNot\u001b[0m found', 'found it', 'done'].map((text, atMs): OutputEntry => ({
  level: 'log',
  text,
  atMs,
}));
const found = (words: string): number[] => matching(entries, words).map(({ atMs }) => atMs);

it('W80 finds lines by their visible text, in any case and across colours', () => {
  expect(found('FOUND')).toEqual([0, 1]);
  expect(found('not found')).toEqual([0]);
  expect(found(' done ')).toEqual([2]);
  expect(found('[31m')).toEqual([]);
});

it('W80 shows all lines without a filter', () => {
  expect(matching(entries, '  ')).toBe(entries);
});
