import { expect, it, vi } from 'vitest';
import { runLimits, shellLimits } from '../../shared/limits.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execInShell } from './shell.ts';

it('X85 a shell that never answers is ended', async () => {
  vi.useFakeTimers();
  try {
    const said = execInShell(new HostCallsHarness(), () => ({ exec: () => new Promise(() => {}) }), 'x');
    await vi.advanceTimersByTimeAsync(shellLimits.maxMs + shellLimits.graceMs);
    expect(await said).toEqual({
      stdout: '',
      stderr: 'bash: the command did not end within 30 s\n',
      exitCode: 126,
    });
  } finally {
    vi.useRealTimers();
  }
});

it('X87 a run has at most 16 commands at once, and the next one says why it does not start', async () => {
  const room = new HostCallsHarness();
  const going = Promise.withResolvers<void>();
  const state = { cwd: '/work', env: {} };
  const slow = { exec: () => going.promise.then(() => ({ stdout: '', stderr: '', exitCode: 0, state })) };
  const all = Array.from({ length: runLimits.maxCommandsAtOnce }, () => execInShell(room, () => slow, 'x'));
  const none = (): never => expect.fail('an isolate was loaded');
  expect(await execInShell(room, none, 'x')).toEqual({
    stdout: '',
    stderr: 'bash: at most 16 commands of a run can go on at once\n',
    exitCode: 126,
  });
  going.resolve();
  expect((await Promise.all(all)).map(({ exitCode }) => exitCode)).toEqual(Array(16).fill(0));
  expect(await execInShell(room, () => slow, 'x')).toMatchObject({ exitCode: 0 });
});
