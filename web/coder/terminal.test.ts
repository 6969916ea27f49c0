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
