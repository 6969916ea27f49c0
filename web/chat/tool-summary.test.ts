import { expect, it } from 'vitest';
import type { ToolPart } from '../coder/messages.ts';
import { isShownByStep, questionOf } from './approval-labels.ts';
import { groupParts } from './groups.ts';
import { summarize } from './tool-summary.ts';

const call = (tool: string, input: unknown, more: Partial<ToolPart> = {}): ToolPart => ({
  type: 'tool',
  callId: 'c',
  tool,
  state: 'input-available',
  input,
  output: undefined,
  errorText: undefined,
  cut: undefined,
  ...more,
});
const answered = (tool: string, input: unknown, output: unknown): ToolPart =>
  call(tool, input, { state: 'output-available', output });
const edit = (path: string, added: number, removed: number): ToolPart =>
  answered('editFile', { path, edits: [] }, { path, added, removed, diff: '@@ 1 @@\n-a\n+b' });

it('describes a call in progress and a finished one', () => {
  expect(summarize(call('editFile', { path: 'add.ts' }), true)).toMatchObject({
    verb: 'Editing',
    target: 'add.ts',
    state: 'running',
  });
  expect(summarize(edit('add.ts', 3, 1), false)).toMatchObject({
    verb: 'Edited',
    target: 'add.ts',
    state: 'done',
    added: 3,
    removed: 1,
  });
});

it('shows no spinner for a call that a restart interrupted', () => {
  expect(summarize(call('run', { entry: 'main.ts' }), false).state).toBe('unfinished');
});

it('W114 says what a pending call would do, with its line counts', () => {
  const deletion = call('deleteFile', { path: 'x.ts' });
  const question = { state: 'pending', diff: '@@ 1 @@\n-a\n-b\n+c' } as const;
  expect(summarize(deletion, true, question)).toMatchObject({
    verb: 'Delete',
    target: 'x.ts',
    state: 'waiting',
    added: 1,
    removed: 2,
  });
});

it.each([
  [{ state: 'denied', by: { id: 'b', name: 'Bo', color: 1, kind: 'human' } }, 'Denied by Bo'],
  [{ state: 'expired' }, 'Expired'],
] as const)('W114 says who denied a call, and does not describe it as done', (asked, answer) => {
  const output = { error: { code: 'denied', message: 'It was not done.' } };
  expect(summarize(answered('deleteFile', { path: 'x' }, output), false, asked)).toMatchObject({
    verb: 'Delete',
    state: 'denied',
    answer,
  });
});

it('W114 shows a stopped call as stopped, not as failed, and does not say who stopped the turn', () => {
  const output = { error: { code: 'stopped', message: 'The turn was stopped before this.' } };
  for (const asked of [undefined, { state: 'stopped' }, { state: 'allowed' }] as const) {
    expect(summarize(answered('deleteFile', { path: 'x' }, output), false, asked)).toEqual({
      icon: 'delete',
      verb: 'Delete',
      target: 'x',
      state: 'stopped',
      problem: 'The turn was stopped before this.',
    });
  }
  const ran = { runId: 'r', number: 1, state: 'stopped', output: '' };
  expect(summarize(answered('run', { entry: 'main.ts' }, ran), false).state).toBe('stopped');
});

it('W114 shows a call that a restart or somebody’s change interrupted as not finished, with the reason', () => {
  const cut = { error: { code: 'conflict', message: 'The server was restarted.' } };
  expect(summarize(answered('deleteFile', { path: 'x' }, cut), false, { state: 'cut' })).toMatchObject({
    state: 'unfinished',
    problem: 'The server was restarted.',
  });
  const half = { path: 'x', added: 1, removed: 0, diff: '', incomplete: 'Stopped: nothing was changed.' };
  expect(summarize(answered('editFile', { path: 'x' }, half), false)).toMatchObject({
    state: 'unfinished',
    problem: 'Stopped: nothing was changed.',
  });
});

it('W114 shows a tool’s error as a failure, not as done', () => {
  const output = { error: { code: 'not_found', message: 'There is no file “x”.' } };
  expect(summarize(answered('deleteFile', { path: 'x' }, output), false)).toMatchObject({
    verb: 'Delete',
    state: 'failed',
    problem: 'There is no file “x”.',
  });
});

it('A151 lists what a run changed, or says why it did not', () => {
  const ran = { runId: 'r', number: 1, state: 'succeeded', output: 'x' };
  const noteOf = (more: object) =>
    summarize(answered('run', { entry: 'main.ts' }, { ...ran, ...more }), false).note;
  expect(noteOf({ changed: ['Writes a.ts.'], note: 'Late.' })).toBe('Writes a.ts. Late.');
  expect([noteOf({ changed: [] }), noteOf({})]).toEqual([undefined, undefined]);
  const question = { tool: 'run', kind: 'edit' } as const;
  expect([isShownByStep(question), isShownByStep({ tool: 'run', kind: 'run' })]).toEqual([false, true]);
  const asked = { kind: 'bash', path: 'a.ts' } as const;
  expect(questionOf({ ...asked, tool: 'run' })).toBe('The agent wants to change a.ts.');
  expect(questionOf({ ...asked, tool: 'bash' })).toContain('run a command that changes a.ts');
});

it('shows a failed run as a failure, with stack frames and without colour codes', () => {
  const step = summarize(
    answered(
      'run',
      { entry: 'main.ts' },
      {
        runId: 'r',
        number: 13,
        state: 'failed',
        durationMs: 400,
        output: '\u001b[31mred\u001b[0m',
        error: { category: 'runtime', message: 'Error: n', stack: 'at add (src/add.ts:3:9)' },
      },
    ),
    false,
  );
  expect(step).toMatchObject({
    verb: 'Ran',
    state: 'failed',
    durationMs: 400,
    run: { runId: 'r', number: 13 },
    problem: 'Error: n\n    at add (src/add.ts:3:9)',
    detail: 'red',
  });
});

it('shows unknown tools by name', () => {
  expect(summarize(answered('weather', {}, { sun: true }), false)).toMatchObject({
    verb: 'Used',
    target: 'weather',
  });
});

it('groups the tool calls between two stretches of text', () => {
  const text = { type: 'text' as const, text: 'x' };
  const blank = { type: 'text' as const, text: ' \n' };
  const kinds = groupParts([text, edit('a', 1, 0), blank, edit('b', 1, 0), text]).map((group) =>
    group.kind === 'steps' ? group.parts.length : 'text',
  );
  expect(kinds).toEqual(['text', 2, 'text']);
});

it('W164 counts the problems that an edit made, lists them with their places, and says where others are', () => {
  const found = [{ path: 'a.ts', line: 2, column: 5, code: 2322, message: 'Type number is no string.' }];
  const output = { path: 'a.ts', added: 1, removed: 0, diff: '@@ 1 @@\n+b' };
  const edited = answered(
    'editFile',
    { path: 'a.ts', edits: [] },
    {
      ...output,
      problems: { found, more: 2, elsewhere: 1 },
    },
  );
  expect(summarize(edited, false)).toMatchObject({
    state: 'done',
    errors: { count: 4, list: 'a.ts:2:5: Type number is no string. (TS2322)\nand 2 more\n1 in other files' },
  });
  const unchecked = answered(
    'editFile',
    { path: 'a.ts', edits: [] },
    { ...output, note: 'A.', unchecked: 'B.' },
  );
  expect(summarize(unchecked, false).note).toBe('A. B.');
  expect(summarize(answered('diagnostics', { path: 'a.ts' }, { diagnostics: found }), false)).toMatchObject({
    verb: 'Checked',
    target: 'a.ts',
    errors: { count: 1 },
  });
  expect(summarize(answered('diagnostics', {}, { diagnostics: [] }), false)).toMatchObject({
    target: 'files',
    note: 'No problems.',
  });
});

it('A160 joins stretches of reasoning that nothing parts', () => {
  const thought = (text: string) => ({ type: 'reasoning' as const, text });
  const answer = { type: 'text' as const, text: 'x' };
  expect(groupParts([thought('a'), thought(' '), thought('b'), answer, thought('c')])).toEqual([
    { kind: 'reasoning', text: 'a\n\nb' },
    { kind: 'text', part: answer },
    { kind: 'reasoning', text: 'c' },
  ]);
});

it('A100 A101 A102 shows searches, commands and requests with their results', () => {
  const found = { matches: [{ path: 'a.ts', line: 2, text: 'let x' }] };
  expect(summarize(answered('search', { pattern: 'x', glob: '*.ts' }, found), false)).toMatchObject({
    verb: 'Searched for',
    target: 'x in *.ts',
    detail: 'a.ts:2: let x',
  });
  const regex = { pattern: 'x+', regex: true };
  expect(summarize(answered('search', regex, { matches: [] }), false).target).toBe('/x+/');
  const bash = { stdout: 'out\n', stderr: 'err', exitCode: 1, changed: ['Writes b.ts.'] };
  expect(summarize(answered('bash', { command: 'x > b.ts' }, bash), false)).toMatchObject({
    target: 'x > b.ts',
    detail: 'out\n\nerr',
    note: 'It ended with exit code 1. Writes b.ts.',
  });
  const url = 'https://unpkg.com/x';
  expect(summarize(answered('fetch', { url }, { url, status: 404, text: 'no' }), false)).toMatchObject({
    target: url,
    detail: 'no',
    note: 'Status 404.',
  });
});

it('A216 a call that is being written shows its path and how long it is by now', () => {
  const part = call('writeFile', { path: 'a.ts' }, { state: 'input-streaming', cut: { input: 12_000 } });
  expect(summarize(part, true)).toMatchObject({
    verb: 'Writing',
    target: 'a.ts',
    state: 'running',
    growing: 12_000,
  });
  expect(summarize(part, false)).not.toHaveProperty('growing');
});
