import { expect, it } from 'vitest';
import { terminalLimits } from '../../../shared/limits.ts';
import type { TerminalLine } from '../../../shared/terminal.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { shownLine } from './shown-line.ts';
import { Terminal } from './terminal.ts';
import { TerminalStore } from './terminal-store.ts';

const by = { id: 'ada', name: 'Ada', color: 1, kind: 'human' } as const;
const lineOf = (stdout: string, stderr = ''): TerminalLine => ({
  id: 1,
  at: 1,
  by,
  cwd: '/work',
  command: 'make',
  state: 'ended',
  stdout,
  stderr,
});
const numbered = Array.from({ length: 9_000 }, (_, at) => `${at}\n`).join('');

it('H45 shows the end of a long output, from the beginning of a line', () => {
  const short = lineOf('a\n', 'x'.repeat(terminalLimits.joinedOutput));
  expect(shownLine(short)).toBe(short);
  const { stdout, stderr, ...rest } = shownLine(lineOf(numbered, 'short'));
  expect(stderr).toBe('short');
  const { stdout: _, stderr: __, ...same } = lineOf('');
  expect(rest).toEqual({ ...same, cut: true });
  const [, missing, end = ''] = /^… (\d+) characters before this are not shown\.\n(.*)$/s.exec(stdout) ?? [];
  expect(numbered.slice(Number(missing))).toBe(end);
  expect(numbered.at(Number(missing) - 1)).toBe('\n');
  expect(end.length).toBeGreaterThan(terminalLimits.joinedOutput - 10);
  const one = shownLine(lineOf(`${'x'.repeat(5_000)}\n`));
  expect(one.stdout).toBe(`… 4001 characters before this are not shown.\n${'x'.repeat(999)}\n`);
});

it('H45 sends joining pages little, whatever the terminal printed, and keeps all of it', () => {
  const sql = coderTables();
  const store = new TerminalStore(sql);
  const { id: _, ...line } = lineOf(numbered.repeat(2), numbered);
  for (let i = 0; i < 40; i++) store.add(line);
  const unused = (): never => expect.fail('only reads');
  const hostCalls = { begin: unused, end: unused, shellOf: unused, hasBegunOrEnded: unused };
  const terminal = new Terminal({
    room: 'room',
    sql,
    hostCalls: { ...hostCalls, hasChangedFiles: unused, leftInTemp: unused },
    executor: { exec: unused },
    runs: { start: unused, finished: unused, stop: unused, get: unused },
    paths: unused,
    saved: unused,
    emit: unused,
    hold: unused,
  });
  const events = terminal.newest();
  expect(events).toHaveLength(terminalLimits.joinedLines);
  expect(JSON.stringify(events).length).toBeLessThan(100_000);
  expect(terminal.get(40)).toEqual({ ...line, id: 40 });
  expect(() => terminal.get(41)).toThrow('no such command');
});
