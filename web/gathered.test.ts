import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gathered } from './gathered.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('W143 many changes in a row are read at the first and then once a while, the last one always', () => {
  const act = vi.fn<() => void>();
  const { soon, now, stop } = gathered(act, 100);
  for (let change = 0; change < 300; change++) soon();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(99);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(2);
  soon();
  soon();
  now();
  expect(act).toHaveBeenCalledTimes(4);
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(4);
  soon();
  soon();
  stop();
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(5);
});
