import { expect, test } from 'vitest';
import { pageLimits } from './limits.ts';
import { isLarge } from './large-file.ts';

test('W49 a file is large above a million characters or 20,000 lines', () => {
  const lines = (count: number): string => Array.from({ length: count }, () => 'x').join('\n');
  expect(isLarge('')).toBe(false);
  expect(isLarge(lines(pageLimits.largeFileLines))).toBe(false);
  expect(isLarge(lines(pageLimits.largeFileLines + 1))).toBe(true);
  expect(isLarge('x'.repeat(pageLimits.largeFileLength))).toBe(false);
  expect(isLarge('x'.repeat(pageLimits.largeFileLength + 1))).toBe(true);
});
