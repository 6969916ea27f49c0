import { expect, it } from 'vitest';
import { relativeTime } from './relative-time.ts';

it('the recent rooms show short relative times', () => {
  const now = new Date(2026, 10, 22, 14, 30).getTime();
  expect(relativeTime(now - 20_000, now)).toBe('Now');
  expect(relativeTime(now - 12 * 60_000, now)).toBe('12 min');
  expect(relativeTime(new Date(2026, 10, 22, 9, 5).getTime(), now)).toBe('09:05');
  expect(relativeTime(new Date(2026, 10, 21, 23, 59).getTime(), now)).toBe('Yesterday');
  expect(relativeTime(new Date(2026, 10, 18, 9, 5).getTime(), now)).toBe('Wed');
  expect(relativeTime(new Date(2026, 3, 21).getTime(), now)).toBe('21 Apr');
});
