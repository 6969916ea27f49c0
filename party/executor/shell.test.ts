import { expect, it, vi } from 'vitest';
import { runLimits, shellLimits } from '../../shared/limits.ts';
import type { OutputEntry } from '../../shared/run.ts';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import { execHere } from '../../test/shell.ts';
import { execInShell, type ShellIsolate } from './shell.ts';

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
    stderr: 'bash: at most 16 commands of a run can run at once\n',
    exitCode: 126,
  });
  going.resolve();
  expect((await Promise.all(all)).map(({ exitCode }) => exitCode)).toEqual(Array(16).fill(0));
  expect(await execInShell(room, () => slow, 'x')).toMatchObject({ exitCode: 0 });
});

it.each([
  ['echo no |', 'syntax error: unexpected end of file'],
  ['echo no &&', 'syntax error: unexpected end of file'],
  ['echo no || # or', 'syntax error: unexpected end of file'],
  ['echo no | ; echo no', "syntax error near unexpected token `;'"],
  ['echo no && && echo no', "syntax error near unexpected token `&&'"],
  ['(echo no |)', "syntax error near unexpected token `)'"],
  ['echo no ;; echo no', "syntax error near unexpected token `;;'"],
  ['(', 'syntax error: Expected RPAREN, got EOF'],
])('X107 %s cannot be read, and runs nothing', async (command, error) => {
  const stderr = `bash: ${error}\n`;
  expect(await execHere(new HostCallsHarness(), command)).toEqual({ stdout: '', stderr, exitCode: 2 });
});

it.each([
  'echo yes |\ncat',
  'true && # and\n\necho yes',
  'cat <<END |\nyes\nEND\ncat',
  'false || ! echo yes',
])('X107 %j goes on after its operator', async (command) => {
  expect(await execHere(new HostCallsHarness(), command)).toMatchObject({ stdout: 'yes\n', stderr: '' });
});

it('X110 an alias is there for the next command, until it is taken away', async () => {
  const room = new HostCallsHarness({ 'a.txt': 'hi\n', 'src/b.ts': '' });
  const said = async (command: string) => (await execHere(room, command)).stdout;
  await said("alias count='cat a.txt | wc -l' ls='ls -d' ..='cd ..'");
  expect(await said('count')).toBe('1\n');
  expect(await said('ls src; command ls src; \\ls src')).toBe('src\nb.ts\nb.ts\n');
  expect(await said('cd src; ..; pwd')).toBe('/work\n');
  expect(await said('unalias count; alias')).toBe("alias ls='ls -d'\nalias ..='cd ..'\n");
  expect(await execHere(room, 'count')).toMatchObject({ stderr: 'bash: count: command not found\n' });
});

it('X85 X119 what an isolate sends as output is validated, and truncated again', async () => {
  const room = new HostCallsHarness();
  const state = { cwd: '/work', env: {} };
  const entry = { level: 'log', text: 'a', atMs: 0 };
  const forged = [
    [entry],
    'text',
    { length: 1e9 },
    [{ ...entry, level: 'system' }],
    [{ ...entry, text: 1 }],
    [{ ...entry, atMs: -1 }],
    Array.from({ length: 501 }, () => entry),
    [{ ...entry, text: 'x'.repeat(shellLimits.maxOutputBytes) }],
    [{ ...entry, text: 'late' }],
  ];
  const isolate: ShellIsolate = {
    exec: async (_, sink) => {
      for (const entries of forged) await sink?.(entries as OutputEntry[]);
      return { stdout: '', stderr: '', exitCode: 0, state };
    },
  };
  const sent: OutputEntry[] = [];
  await execInShell(room, () => isolate, 'x', { onEntries: async (entries) => void sent.push(...entries) });
  expect(sent.map(({ level, text }) => [level, text.slice(0, 30)])).toEqual([
    ['log', 'a'],
    ['system', 'Output is truncated at 1024 Ki'],
  ]);
});
