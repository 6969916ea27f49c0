import { describe, expect, it, vi } from 'vitest';
import { createFile, readAll } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { shellLimits, terminalLimits } from '../../../shared/limits.ts';
import type { RunJob, RunOutcome } from '../../../shared/run.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { ada, bob, terminalHarness } from '../../../test/terminal-harness.ts';

it('X51 X52 gives each person a shell of their own over the room’s files, also after a restart', async () => {
  const { doc, sql, type } = terminalHarness();
  expect(await type(ada, 'mkdir -p src && cd src && WHO=Ada && echo hi > a.txt')).toMatchObject({
    state: 'ended',
    cwd: '/work',
    cwdAfter: '/work/src',
    exitCode: 0,
  });
  expect(readAll(doc).get('src/a.txt')).toBe('hi\n');
  expect(await type(bob, 'echo "<$WHO>"; pwd; nosuch')).toMatchObject({
    stdout: '<>\n/work\n',
    stderr: 'bash: nosuch: command not found\n',
    exitCode: 127,
  });
  expect((await type(ada, 'echo $WHO')).stdout).toBe('Ada\n');
  const again = terminalHarness(sql);
  expect(await again.type(ada, 'echo $WHO; pwd')).toMatchObject({ stdout: 'Ada\n/work/src\n' });
});

it('X105 keeps the last command’s exit code in $?, whatever kind of command it was', async () => {
  const { sql, terminal, type } = terminalHarness();
  const status = async (by: typeof ada | typeof bob) => (await type(by, 'echo $?')).stdout;
  await type(ada, 'false');
  expect([await status(ada), await status(ada), await status(bob)]).toEqual(['1\n', '0\n', '0\n']);
  await type(ada, 'nosuch');
  const again = terminalHarness(sql);
  expect((await again.type(ada, 'echo $?; export -p | grep -F "?="')).stdout).toBe('127\n');
  await type(ada, 'node nofile.ts');
  expect(await status(ada)).toBe('1\n');
  const { id } = await terminal.start('sleep 20', ada);
  await terminal.stop(id);
  expect(await status(ada)).toBe('130\n');
  await type(ada, 'exit 7');
  expect(await status(ada)).toBe('7\n');
});

it.each([
  ['x=1', 0],
  ['x=1 y+=2', 0],
  ['a=(1 2)', 0],
  ['(x=1)', 0],
  ['$nothing', 0],
  ['x=$(exit 3)', 3],
  ['x=${y:-$(exit 3)}', 3],
  ['ls |', 2],
  ['ls &&', 2],
] as const)(
  'X105 X107 after a command that failed, %s ends with its own exit code',
  async (command, exitCode) => {
    const { type } = terminalHarness();
    await type(ada, 'false');
    expect(await type(ada, command)).toMatchObject({ exitCode });
    await type(ada, 'false');
    expect((await type(ada, 'x=$?; echo $x')).stdout).toBe('1\n');
  },
);

it('X52 runs one command at a time in a shell, and a stop ends it', async () => {
  const { doc, terminal, type } = terminalHarness();
  const { id } = await terminal.start('sleep 20; echo late > late.txt', ada);
  await expect(terminal.start('ls', ada)).rejects.toMatchObject({ code: 'conflict' });
  expect((await type(bob, 'echo mine')).stdout).toBe('mine\n');
  expect(await terminal.stop(id)).toMatchObject({ state: 'stopped' });
  expect((await type(ada, 'echo next')).stdout).toBe('next\n');
  expect(readAll(doc).has('late.txt')).toBe(false);
  await expect(terminal.start('  ', ada)).rejects.toMatchObject({ code: 'bad_request' });
  await expect(terminal.stop(99)).rejects.toThrow('no such command');
});

it('X53 reports a command that a stop of the server interrupted as lost', async () => {
  const first = terminalHarness();
  const { id } = await first.terminal.start('sleep 20', ada);
  const second = terminalHarness(first.sql);
  expect(second.terminal.list().find((line) => line.id === id)).toMatchObject({ state: 'lost' });
  await first.terminal.stop(id);
});

it('X77 retries while the executor is unreachable, but not a command that has begun', async () => {
  let asked = 0;
  const { doc, type } = terminalHarness(coderTables(), (exec) => async (...call) => {
    if (++asked < 3) throw new Error('Worker "tandem-executor" not found.');
    const result = await exec(...call);
    if (asked > 3) throw new Error('Network connection lost.');
    return result;
  });
  expect(await type(ada, 'echo 1 > a.txt')).toMatchObject({ state: 'ended', exitCode: 0 });
  expect(asked).toBe(3);
  const died = await type(ada, 'echo 2 >> a.txt');
  expect(died).toMatchObject({ state: 'ended', exitCode: 126 });
  expect(died.stderr).toContain('stopped while the command ran');
  expect(asked).toBe(4);
  expect(readAll(doc).get('a.txt')).toBe('1\n2\n');
});

it('X78 reports a command that does not answer in time as a timeout', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { type } = terminalHarness(coderTables(), () => () => new Promise(() => {}));
  const line = type(ada, 'sleep 1');
  await vi.advanceTimersByTimeAsync(shellLimits.maxMs + terminalLimits.graceMs);
  vi.useRealTimers();
  expect(await line).toMatchObject({ state: 'timeout' });
});

it('X54 adds to a command’s output that the room has not confirmed its changes', async () => {
  const { type } = terminalHarness(coderTables(), undefined, async () => {
    throw new TandemError('unavailable', 'not confirmed');
  });
  expect(await type(ada, 'echo 1 > a.txt; echo said')).toMatchObject({
    state: 'ended',
    stdout: 'said\n',
    stderr: 'not confirmed\n',
  });
});

describe('X109 a command that leaves something in /tmp', () => {
  const emptied = '/tmp is emptied after each command.\n';
  const inTrash = '/tmp is emptied after each command; what was moved there from the room is in Trash.\n';

  it.each([
    ['echo hi > /tmp/f', emptied],
    ['cp a.txt /tmp', emptied],
    ['mkdir /tmp/folder', emptied],
    ['mv a.txt /tmp/', inTrash],
    ['mv src /tmp/there && mv /tmp/there/main.ts /tmp', inTrash],
    ['echo new > b.txt && mv b.txt /tmp', emptied],
    ['cp a.txt /tmp && rm src/main.ts', emptied],
    ['echo hi > /tmp/f; echo no >&2; exit 3', `no\n${emptied}`, 3],
  ])('%s is told that it goes', async (command, stderr, exitCode = 0) => {
    const { doc, type } = terminalHarness();
    createFile(doc, 'a.txt', 'hi\n');
    createFile(doc, 'src/main.ts', '1\n');
    expect(await type(ada, command)).toMatchObject({ stdout: '', stderr, exitCode });
    expect(await type(ada, 'ls /tmp')).toMatchObject({ stdout: '', stderr: '', exitCode: 0 });
  });

  it.each(['sort a.txt > /tmp/f && mv /tmp/f a.txt', 'ls /tmp', 'mv a.txt /tmp && mv /tmp/a.txt b.txt'])(
    '%s is not warned',
    async (command) => {
      const { doc, type } = terminalHarness();
      createFile(doc, 'a.txt', 'hi\n');
      expect(await type(ada, command)).toMatchObject({ stderr: '', exitCode: 0 });
    },
  );
});

describe('X96 X97 X98 a program in the terminal', () => {
  const outcome = (change: Partial<RunOutcome>): RunOutcome => ({
    success: true,
    result: null,
    resultText: '',
    durationMs: 1,
    ...change,
  });

  it('is a run, with its arguments; what it prints and its exit code are the command’s', async () => {
    const jobs: RunJob[] = [];
    const { doc, type } = terminalHarness(coderTables(), undefined, undefined, async (job, onEntries) => {
      jobs.push(job);
      await onEntries([{ level: 'log', text: 'out', atMs: 0 }], 0);
      await onEntries([{ level: 'error', text: 'err', atMs: 0 }], 1);
      return outcome({ resultText: '42' });
    });
    createFile(doc, 'src/main.ts', '');
    await type(ada, 'cd src');
    const line = await type(ada, 'WHO=Ada tsx main.ts 1 "two words"');
    expect(line).toMatchObject({
      state: 'ended',
      exitCode: 0,
      stdout: 'out\n42\n',
      stderr: 'err\n',
      cwdAfter: '/work/src',
    });
    expect(line.runId).toBe(jobs[0]?.runId);
    expect(jobs[0]).toMatchObject({
      entry: 'src/main.ts',
      args: ['1', 'two words'],
      env: { WHO: 'Ada' },
      cwd: '/work/src',
    });
  });

  it.each([
    [{ category: 'runtime', message: 'The program ended with exit code 3.', exitCode: 3 }, 3, ''],
    [
      { category: 'runtime', message: 'Error: no', stack: 'at main.ts:1:7' },
      1,
      'Error: no\n    at main.ts:1:7\n',
    ],
    [{ category: 'timeout', message: 'The program did not end.' }, 124, 'The program did not end.\n'],
  ] as const)('ends as it does: %o', async (error, exitCode, stderr) => {
    const { doc, type } = terminalHarness(coderTables(), undefined, undefined, async () =>
      outcome({ success: false, error }),
    );
    createFile(doc, 'main.ts', '');
    expect(await type(ada, 'node main.ts')).toMatchObject({ state: 'ended', exitCode, stdout: '', stderr });
  });

  it('is ended by a stop, and says why when it cannot begin', async () => {
    const begun = Promise.withResolvers<void>();
    const { doc, terminal, type } = terminalHarness(
      coderTables(),
      undefined,
      undefined,
      async (_, __, whenStopped) => {
        begun.resolve();
        await whenStopped?.();
        return outcome({ success: false, error: { category: 'unknown', message: 'Stopped.' } });
      },
    );
    createFile(doc, 'main.ts', '');
    const { id } = await terminal.start('node main.ts', ada);
    await begun.promise;
    await expect(terminal.start('ls', ada)).rejects.toMatchObject({ code: 'conflict' });
    expect(await terminal.stop(id)).toMatchObject({ state: 'stopped', stdout: '', stderr: '' });
    expect(await type(ada, 'node nofile.ts')).toMatchObject({
      stderr: 'node: There is no file “nofile.ts” in the room.\n',
      exitCode: 1,
    });
    expect(await type(ada, `node main.ts ${'x '.repeat(100)}`)).toMatchObject({
      stderr: 'node: A program takes at most 64 arguments; this line has 100.\n',
      exitCode: 1,
    });
    expect(await type(ada, 'node -e 1')).toMatchObject({ state: 'ended', exitCode: 1 });
  });
});
