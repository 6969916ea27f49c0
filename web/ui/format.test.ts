import { expect, it } from 'vitest';
import { clockTime, formatCost, formatCount, formatCountdown, formatDuration, formatTime } from './format.ts';

it.each([
  [-5, '0 ms'],
  [41.6, '42 ms'],
  [340, '0.3 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_499, '59 s'],
  [65_000, '1:05 min'],
])('formats %d ms as %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

it('W229 shows times by one clock, from 00:00 to 23:59, with the day when it is another one', () => {
  const now = new Date(2026, 10, 22, 14, 30).getTime();
  expect(clockTime(new Date(2026, 10, 22, 0, 5).getTime())).toBe('00:05');
  expect(formatTime(new Date(2026, 10, 22, 23, 59).getTime(), now)).toBe('23:59');
  expect(formatTime(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe('Fri 20 Nov, 09:05');
});

it('shortens thousands', () => {
  expect([840, 6_120, 12_400, 999_950, 20_000_000].map(formatCount)).toEqual([
    '840',
    '6.1k',
    '12.4k',
    '1.0M',
    '20.0M',
  ]);
});

it('rounds costs to the digits that matter', () => {
  expect([0, 0.0004, 0.0123, 1.5].map(formatCost)).toEqual(['$0.000', '<$0.001', '$0.012', '$1.50']);
});

it('counts down in minutes and seconds, and not below zero', () => {
  expect([272_000, 59_100, 400, -1].map(formatCountdown)).toEqual(['4:32', '1:00', '0:01', '0:00']);
});
