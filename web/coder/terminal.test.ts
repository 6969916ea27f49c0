import { expect, it } from 'vitest';
import type { TerminalLine } from '../../shared/terminal.ts';
import { createTerminal } from './terminal.ts';

const by = { id: 'ada', name: 'Ada', color: 1, kind: 'human' } as const;
const whole: TerminalLine = {
  id: 1,
  at: 1,
  by,
  cwd: '/work',
  command: 'seq 3',
  state: 'ended',
  stdout: '1\n2\n3\n',
  stderr: '',
};
const end: TerminalLine = { ...whole, stdout: '3\n', cut: true };

it('W175 keeps a command that is here whole when its end comes again, but not one that has ended meanwhile', async () => {
  const { lines, onLine, load } = createTerminal({ command: async () => whole });
  onLine(end);
  expect(lines()).toEqual([end]);
  await load(1);
  onLine(end);
  expect(lines()).toEqual([whole]);
  const running: TerminalLine = { ...whole, id: 2, state: 'running', stdout: '' };
  onLine(running);
  onLine({ ...end, id: 2 });
  expect(lines()).toEqual([whole, { ...end, id: 2 }]);
});

it('X119 adds what a command prints to what it has printed, once', () => {
  const { lines, onLine, onOutput } = createTerminal({ command: async () => whole });
  const chunk = { stream: 'stdout', text: 'a\n' } as const;
  const event = { type: 'terminal-output', id: 1, seq: 0, chunks: [chunk] } as const;
  onOutput({ ...event, chunks: [chunk] });
  expect(lines()).toEqual([]);
  const running: TerminalLine = { ...whole, state: 'running', stdout: '' };
  onLine(running);
  onOutput({ ...event, chunks: [chunk] });
  onOutput({ ...event, chunks: [chunk] });
  expect(lines()).toEqual([{ ...running, stdout: 'a\n' }]);
  onOutput({ ...event, seq: 2, chunks: [{ stream: 'stderr', text: 'b' }, chunk] });
  const printed = { stdout: 'a\na\n', stderr: 'b', order: [2, 1, 2] };
  expect(lines()).toEqual([{ ...running, ...printed }]);
  const ended: TerminalLine = { ...running, ...printed, state: 'ended' };
  onLine(ended);
  onOutput({ ...event, seq: 5, chunks: [chunk] });
  expect(lines()).toEqual([ended]);
});
