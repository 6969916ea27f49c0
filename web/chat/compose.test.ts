import { expect, it } from 'vitest';
import { completionAt, mentionsIn, readCommand, type Targets } from './compose.ts';

const targets: Targets = {
  agent: true,
  people: [
    { id: 'ana', name: 'Ana Lee' },
    { id: 'bo', name: 'Bo' },
  ],
  paths: ['README.md', 'src/add.ts', 'src/main.ts', 'with space.md'],
  selection: { kind: 'selection', path: 'src/add.ts', from: 3, to: 9 },
  runs: [
    { runId: 'R2', number: 2, entry: 'src/main.ts' },
    { runId: 'R1', number: 1, entry: 'src/main.ts' },
  ],
};
const inserts = (text: string, caret = text.length): string[] | undefined =>
  completionAt(text, caret, targets)?.suggestions.map(({ insert }) => insert);

it('W65 completes mentions of the agent, the selection, the newest output and files', () => {
  expect(inserts('look at @')).toEqual([
    '@agent',
    '@Ana Lee',
    '@Bo',
    '@src/add.ts:3-9',
    '@output-2',
    '@README.md',
    '@src/add.ts',
    '@src/main.ts',
  ]);
  expect(inserts('@ad')).toEqual(['@src/add.ts', '@README.md']);
  expect(inserts('@output')).toEqual(['@output-2', '@output-1']);
  expect(completionAt('see @ma now', 7, targets)).toMatchObject({ from: 4, to: 7 });
});

it('W65 completes nothing in a mail address, inside a word, or when nothing matches', () => {
  for (const text of ['mail me@ad', 'plain', '@zzz', 'a /run']) expect(inserts(text)).toBeUndefined();
});

it('W65 completes nothing when the mention is complete, so that Enter sends', () => {
  for (const text of ['see @src/main.ts', '/help', '@agent', '/run src/main.ts']) {
    expect(inserts(text)).toBeUndefined();
  }
});

it('W66 completes commands at the start, and the file to run', () => {
  expect(inserts('/')).toEqual(['/run', '/undo', '/compact', '/clear', '/help']);
  expect(inserts('/c')).toEqual(['/compact', '/clear']);
  expect(inserts('/run ma')).toEqual(['src/main.ts']);
});

it('W65 finds the mentions in a text, also those typed by hand', () => {
  expect(
    mentionsIn('@agent mend @src/add.ts:3-9, then @README.md and @output-1. @src/add.ts', targets),
  ).toEqual([
    { kind: 'selection', path: 'src/add.ts', from: 3, to: 9 },
    { kind: 'file', path: 'README.md' },
    { kind: 'output', runId: 'R1' },
    { kind: 'file', path: 'src/add.ts' },
  ]);
  expect(mentionsIn('@none.ts @output-7 me@README.md @src/add.ts:0', targets)).toEqual([]);
});

it('W66 reads commands, and reports a word that looks like one but is not', () => {
  expect(readCommand('/run src/main.ts')).toEqual({ name: 'run', rest: 'src/main.ts' });
  expect(readCommand('/clear')).toEqual({ name: 'clear', rest: '' });
  expect(readCommand('/compact the colour of\nthe roof')).toEqual({
    name: 'compact',
    rest: 'the colour of\nthe roof',
  });
  expect(readCommand('/etc')).toEqual({ unknown: '/etc' });
  for (const text of ['run main.ts', '/etc/hosts is a file', 'a /clear']) {
    expect(readCommand(text)).toBeUndefined();
  }
});

it('W231 completes people by any part of their name, and finds names with spaces in a text', () => {
  expect(inserts('@le')).toEqual(['@Ana Lee']);
  expect(inserts('@bo')).toEqual(['@Bo']);
  expect(mentionsIn('@Ana Lee, @Bo! and @Bob', targets)).toEqual([
    { kind: 'person', id: 'ana', name: 'Ana Lee' },
    { kind: 'person', id: 'bo', name: 'Bo' },
  ]);
});

it('W235 offers viewers neither the agent nor commands', () => {
  const forViewers = { ...targets, agent: false };
  expect(completionAt('/', 1, forViewers)).toBeUndefined();
  expect(completionAt('@a', 2, forViewers)?.suggestions.map(({ kind }) => kind)).not.toContain('agent');
});
