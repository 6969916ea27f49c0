import { expect, it } from 'vitest';
import { median, medians, percentile } from './figures.ts';
import { printTable } from './table.ts';
import { parseCpuLine } from './usage.ts';

it('ranks what was measured, and makes up nothing', () => {
  const values = [5, 1, 4, 2, 3];
  expect(percentile(values, 0.5)).toBe(3);
  expect(percentile(values, 0.99)).toBe(5);
  expect(percentile(values, 0)).toBe(1);
  expect(percentile([], 0.5)).toBeUndefined();
  expect(median(values)).toBe(3);
  expect(median([1, 2, 3, 10])).toBe(2.5);
  expect(median([])).toBeUndefined();
});

it('takes the median of rounds key by key, and omits keys that no round has', () => {
  const rounds = [
    { a: 1, b: 9 },
    { a: 3, b: undefined },
    { a: 2, c: undefined },
  ];
  expect(medians<'a' | 'b' | 'c'>(rounds)).toEqual({ a: 2, b: 9 });
});

it('prints figures with three significant digits, in columns', () => {
  const table = {
    title: 'T',
    columns: ['what', 'ms'],
    rows: [
      ['one', 1234.56],
      ['two', 0.012345],
      ['none', undefined],
    ],
  };
  expect(printTable(table)).toBe(
    [
      'T',
      '',
      '| what |     ms |',
      '| ---- | -----: |',
      '| one  |  1,235 |',
      '| two  | 0.0123 |',
      '| none |      – |',
      '',
    ].join('\n'),
  );
});

it('counts the CPU time of processes, interrupts included, and neither idle nor stolen time', () => {
  expect(parseCpuLine('cpu  100 20 30 4000 500 6 7 800 0 0')).toBe(1_630);
});
