import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { descendantsOf } from './processes.ts';
import { watch } from './watchdog.ts';

const settings = { readyUrl: 'http://executor/' };

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
  const watchdog = watch({ name: 'executor', pid: undefined, restart }, settings, { maxMemoryMib: 1_024 });
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
  const watchdog = watch({ name: 'executor', pid: undefined, restart }, settings, {
    maxMemoryMib: 1_024,
    onEnded,
  });
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

it('S15 S8 reports each end of a runtime, even of the smaller one, and says so', async () => {
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
  const watchdog = watch(service, settings, { maxMemoryMib: 1_024, onEnded });
  try {
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onEnded).not.toHaveBeenCalled();
    const gone = once(small, 'exit');
    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    small.kill('SIGKILL');
    await gone;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(onEnded).toHaveBeenCalledOnce();
    expect(print.mock.calls.flat()).toEqual([
      "A program must have filled the executor's heap: its runtime ended, and all its runs.",
      'The executor is back.',
    ]);
    print.mockRestore();
  } finally {
    await watchdog.stop();
    large.kill('SIGKILL');
    small.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

const asService = (pid: () => number | undefined) => {
  const restart = vi.fn(async () => undefined);
  const service = {
    name: 'worker',
    get pid() {
      return pid();
    },
    restart,
  };
  return { service, restart };
};

it('S6 restarts a part that lives and does not answer for 13 s, once; one that is only busy it lets be', async () => {
  let delayMs = 0;
  vi.stubGlobal('fetch', async (_: string, { signal }: { signal: AbortSignal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    signal.addEventListener('abort', () => reject(new Error('given up')));
    setTimeout(() => resolve(new Response()), delayMs);
    return promise;
  });
  const { service, restart } = asService(() => undefined);
  const watchdog = watch(service, settings);
  await vi.advanceTimersByTimeAsync(2_000);
  delayMs = 12_000;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(restart).not.toHaveBeenCalled();
  delayMs = 100_000;
  await vi.advanceTimersByTimeAsync(40_000);
  expect(restart).toHaveBeenCalledOnce();
  await watchdog.stop();
});

it('S6 gives a part that was started again by its leash the time of a start', async () => {
  let pid = 2 ** 30;
  let answers = true;
  vi.stubGlobal('fetch', async () => {
    if (!answers) throw new Error('nobody listens');
    return new Response();
  });
  const { service, restart } = asService(() => pid);
  const watchdog = watch(service, settings);
  await vi.advanceTimersByTimeAsync(2_000);
  answers = false;
  pid++;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(restart).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(restart).toHaveBeenCalledOnce();
  await watchdog.stop();
});

it('S6 restarts a part as soon as the runtime at its port has ended, and not for one behind it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-watchdog-'));
  const command = join(folder, 'workerd');
  symlinkSync(process.execPath, command);
  const start = async (): Promise<{ child: ChildProcess; port: number }> => {
    // Node names its process anew where the system allows it.
    const listen = `process.title = 'workerd'; const s = require('net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))`;
    const child = spawn(command, ['-e', listen]);
    const [port] = await once(child.stdout, 'data');
    return { child, port: Number(String(port)) };
  };
  const all = [await start(), await start(), await start()] as const;
  const [proxy, behind, next] = all;
  const end = async ({ child }: { child: ChildProcess }): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  vi.stubGlobal('fetch', async () => new Response());
  const { service, restart } = asService(() => process.pid);
  const watchdog = watch(service, { ...settings, proxyPort: proxy.port });
  try {
    await vi.advanceTimersByTimeAsync(3_000);
    await end(behind);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(restart).not.toHaveBeenCalled();
    await end(proxy);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(restart).toHaveBeenCalledOnce();
    await end(next);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(restart).toHaveBeenCalledOnce();
  } finally {
    await watchdog.stop();
    for (const { child } of all) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
