import { expect, it, vi } from 'vitest';
import { runOverMessage } from '../../../shared/host.ts';
import { watchdogLimits } from '../../../shared/limits.ts';
import type { RunJob } from '../../../shared/run.ts';
import { done } from '../../../test/runs-harness.ts';
import type { Service } from '../host/dispose-results.ts';
import { ExecutorChoice } from './executor-choice.ts';

const job: RunJob = { room: 'r', runId: 'a', files: {}, entry: 'm.ts', args: [], env: {}, timeoutMs: 1 };
const props = { room: 'r', runId: 'a' };
const lost = new Error('Network connection lost.');

/** A room with both executors; the next call rejects with `next.fail` if that is set. */
function executors(kept = new Map<string, unknown>(), begun = true, sinceMs = 0) {
  const asked: string[] = [];
  const next: { fail?: Error | undefined; work?: () => void } = {};
  const settle = <T>(name: string, value: T): T => {
    asked.push(name);
    next.work?.();
    const { fail } = next;
    next.fail = undefined;
    if (fail) throw fail;
    return value;
  };
  const service = (name: string): Service => ({
    run: async (_, onEntries) => {
      if (begun) await onEntries([], 0);
      return settle(name, done);
    },
    exec: async () => settle(name, { stdout: '', stderr: '', exitCode: 0 }),
    request: async () => settle(name, { error: { code: 'FETCH_FAILED', message: '' } }),
    checkTypes: async () => settle(name, { found: [], more: 0, elsewhere: 0 }),
  });
  const options = {
    usual: service('usual'),
    storage: { get: (key: string) => kept.get(key), put: kept.set.bind(kept) },
  };
  const executor = new ExecutorChoice({
    ...options,
    isolated: { service: service('isolated'), sinceMs },
    hasBegunOrEnded: () => begun,
  });
  const alone = new ExecutorChoice({ ...options, isolated: undefined, hasBegunOrEnded: () => begun });
  const run = (): Promise<unknown> => executor.run(job, async () => undefined).catch(() => undefined);
  return { asked, next, kept, executor, alone, run };
}

it('X81 runs a room’s programs on the isolated executor for ten minutes after the executor died under one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { asked, next, kept, executor, run } = executors();
  await run();
  expect(executor.notice()).toBeUndefined();
  next.fail = lost;
  await run();
  expect(executor.notice()).toContain('For 10 more minutes');
  await run();
  await executor.exec(props, 'ls');
  await executor.request(props, 'https://a.example');
  expect(asked).toEqual(['usual', 'usual', 'isolated', 'isolated', 'isolated']);
  // A restarted coder still knows.
  expect(executors(kept).executor.notice()).toBeDefined();
  vi.setSystemTime(Date.now() + watchdogLimits.isolationMs - 1_000);
  expect(executor.notice()).toContain('For 1 more minute ');
  next.fail = lost;
  await run();
  vi.setSystemTime(Date.now() + watchdogLimits.isolationMs - 1);
  await run();
  vi.setSystemTime(Date.now() + 1);
  await run();
  expect(asked.slice(5)).toEqual(['isolated', 'isolated', 'usual']);
  vi.useRealTimers();
});

it('S18 sends no room to an isolated executor that was not running when the room stopped the usual one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const kept = new Map<string, unknown>();
  const before = executors(kept);
  before.next.fail = lost;
  await before.run();
  expect(before.executor.notice()).toBeDefined();
  vi.setSystemTime(Date.now() + 1);
  const { asked, next, executor, run } = executors(kept, true, Date.now());
  expect(executor.notice()).toBeUndefined();
  next.fail = lost;
  await run();
  await run();
  expect(asked).toEqual(['usual', 'isolated']);
  vi.useRealTimers();
});

it('X81 blames a command that has begun, but not one that was stopped or had not begun', async () => {
  const { next, executor } = executors();
  next.fail = new Error(`HostError: ${runOverMessage}`);
  await expect(executor.exec(props, 'ls')).rejects.toThrow();
  expect(executor.notice()).toBeUndefined();
  next.fail = lost;
  await expect(executor.exec(props, 'ls')).rejects.toThrow();
  expect(executor.notice()).toBeDefined();
  const other = executors(new Map(), false);
  other.next.fail = lost;
  await other.run();
  other.next.fail = lost;
  await expect(other.executor.exec(props, 'ls')).rejects.toThrow();
  expect(other.executor.notice()).toBeUndefined();
});

it('X81 blames a check of types that had worked for a while, but not one that found the executor away', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { next, executor } = executors();
  next.fail = lost;
  await expect(executor.checkTypes({ files: {} })).rejects.toThrow();
  expect(executor.notice()).toBeUndefined();
  next.fail = lost;
  next.work = () => vi.setSystemTime(Date.now() + watchdogLimits.stallMs);
  await expect(executor.checkTypes({ files: {} })).rejects.toThrow();
  expect(executor.notice()).toBeDefined();
  vi.useRealTimers();
});

it('X81 sends no room away where there is no isolated executor', async () => {
  const { asked, next, alone } = executors();
  next.fail = lost;
  await alone.run(job, async () => undefined).catch(() => undefined);
  await alone.run(job, async () => undefined);
  expect(alone.notice()).toBeUndefined();
  expect(asked).toEqual(['usual', 'usual']);
});
