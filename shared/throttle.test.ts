import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { throttle } from './throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('W143 many changes in a row run the action at once, then once an interval, and always after the last change', () => {
  const act = vi.fn<() => void>();
  const { request, runNow, stop } = throttle(act, 100);
  for (let change = 0; change < 300; change++) request();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(99);
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(2);
  request();
  request();
  runNow();
  expect(act).toHaveBeenCalledTimes(4);
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(4);
  request();
  request();
  stop();
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledTimes(5);
});
