import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { descendantsOf } from './processes.ts';
import { watch } from './watchdog.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('S7 waits a minute for an executor that starts slowly, and as long after each restart', async () => {
  let answers = false;
  vi.stubGlobal('fetch', async () => {
    if (!answers) throw new Error('nobody listens');
    return new Response();
  });
  const restart = vi.fn(async () => undefined);
  const watchdog = watch({ name: 'executor', pid: undefined, restart }, 'http://executor/', 1_024);
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

it('S7 repeats a request that was lost when the runtime was killed, instead of giving it up', async () => {
  let lost = false;
  const asked: AbortSignal[] = [];
  vi.stubGlobal('fetch', async (_: string, { signal }: { signal: AbortSignal }) => {
    asked.push(signal);
    if (!lost) return new Response();
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('given up')));
    });
  });
  const restart = vi.fn(async () => undefined);
  const onEnded = vi.fn();
  const watchdog = watch({ name: 'executor', pid: undefined, restart }, 'http://executor/', 1_024, onEnded);
  await vi.advanceTimersByTimeAsync(2_000);
  lost = true;
  await vi.advanceTimersByTimeAsync(14_000);
  expect(onEnded).toHaveBeenCalledOnce();
  expect(asked.at(-1)?.aborted).toBe(true);
  lost = false;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(restart).not.toHaveBeenCalled();
  expect(onEnded).toHaveBeenCalledOnce();
  await watchdog.stop();
});

it('S15 reports each end of a runtime, even of the smaller one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-watchdog-'));
  const command = join(folder, 'workerd');
  symlinkSync('/bin/sh', command);
  const start = async (script: string): Promise<ChildProcess> => {
    const child = spawn(command, ['-c', `${script} echo on; read end`]);
    await once(child.stdout, 'data');
    return child;
  };
  const large = await start('all=$(head -c 30000000 /dev/zero | tr "\\0" x);');
  const small = await start('');
  const watched = () => descendantsOf(process.pid).filter(({ name }) => name === 'workerd');
  expect(watched()).toHaveLength(2);
  vi.stubGlobal('fetch', async () => new Response());
  const onEnded = vi.fn();
  const service = { name: 'executor', pid: process.pid, restart: async () => undefined };
  const watchdog = watch(service, 'http://executor/', 1_024, onEnded);
  try {
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onEnded).not.toHaveBeenCalled();
    const gone = once(small, 'exit');
    small.kill('SIGKILL');
    await gone;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onEnded).toHaveBeenCalledOnce();
  } finally {
    await watchdog.stop();
    large.kill('SIGKILL');
    small.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
