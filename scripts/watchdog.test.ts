import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watch } from './watchdog.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('S7 waits a minute for an executor that starts slowly, and as long for each that is started anew', async () => {
  let answers = false;
  vi.stubGlobal('fetch', async () => {
    if (!answers) throw new Error('nobody listens');
    return new Response();
  });
  const restart = vi.fn(async () => undefined);
  const watchdog = watch({ pid: undefined, restart }, 'http://executor/', 1_024);
  await vi.advanceTimersByTimeAsync(60_500);
  expect(restart).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(restart).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(restart).toHaveBeenCalledOnce();
  answers = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(restart).toHaveBeenCalledOnce();
  await watchdog.stop();
});
