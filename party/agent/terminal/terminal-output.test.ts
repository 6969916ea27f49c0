import { describe, expect, it } from 'vitest';
import { terminalLimits } from '../../../shared/limits.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { ada, terminalHarness } from '../../../test/terminal-harness.ts';

describe('X119 X120 the output of a command that goes on', () => {
  it('reaches the pages as it is printed, in order, and stays in order', async () => {
    const { terminal, type, printed, whenPrinted } = terminalHarness();
    const line = type(ada, 'echo a; nosuch; echo b; sleep 0.3; echo c >&2; echo d');
    await whenPrinted('b');
    const [running] = terminal.list();
    const error = 'bash: nosuch: command not found\n';
    expect(running).toMatchObject({
      state: 'running',
      stdout: 'a\nb\n',
      stderr: error,
      order: [2, error.length, 2],
    });
    expect(terminal.newest()).toEqual([{ type: 'terminal', line: running }]);
    expect(terminal.get(1)).toEqual(running);
    expect(await line).toMatchObject({
      state: 'ended',
      stdout: 'a\nb\nd\n',
      stderr: `${error}c\n`,
      order: [2, error.length, 2, 2, 2],
    });
    expect(terminal.get(1)).toEqual(await line);
    expect(printed).toEqual([
      {
        type: 'terminal-output',
        id: 1,
        seq: 0,
        chunks: [
          { stream: 'stdout', text: 'a\n' },
          { stream: 'stderr', text: error },
          { stream: 'stdout', text: 'b\n' },
        ],
      },
      {
        type: 'terminal-output',
        id: 1,
        seq: 4 + error.length,
        chunks: [
          { stream: 'stderr', text: 'c\n' },
          { stream: 'stdout', text: 'd\n' },
        ],
      },
    ]);
  });

  it('is kept when someone stops the command, and nothing follows', async () => {
    const { terminal, printed, whenPrinted } = terminalHarness();
    const { id } = await terminal.start('echo a; while sleep 0.1; do echo b; done', ada);
    await whenPrinted('b');
    const stopped = await terminal.stop(id);
    expect(stopped).toMatchObject({ state: 'stopped', stderr: '' });
    expect(stopped.stdout).toMatch(/^a\n(b\n)+$/);
    const before = printed.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(printed.length).toBe(before);
    expect(terminal.get(id)).toEqual(stopped);
  });

  it('is kept when the executor dies, and when the server is stopped', async () => {
    const died = terminalHarness(coderTables(), (exec) => async (...call) => {
      await exec(...call);
      throw new Error('Network connection lost.');
    });
    expect(await died.type(ada, 'echo a')).toMatchObject({
      stdout: 'a\n',
      stderr: expect.stringContaining('stopped while the command ran'),
    });
    const first = terminalHarness();
    const { id } = await first.terminal.start('echo a; sleep 1.1; echo b; sleep 20', ada);
    await first.whenPrinted('b');
    const [line] = terminalHarness(first.sql).terminal.list();
    expect(line).toMatchObject({ state: 'lost', stdout: 'a\nb\n' });
    await first.terminal.stop(id);
  });

  it('is sent as far as it is kept', async () => {
    const { type, printed } = terminalHarness();
    const { keptOutput } = terminalLimits;
    const line = await type(ada, `for i in 1 2 3 4; do printf %0${keptOutput / 2}d $i; done; echo e >&2`);
    const sent = printed.flatMap(({ chunks }) => chunks.map(({ text }) => text)).join('');
    expect(sent.length).toBe(keptOutput + 2);
    expect(line.stdout.slice(keptOutput)).toBe(`\n… ${keptOutput} characters more were not kept.\n`);
    expect(line.stderr).toBe('e\n');
  });
});
