import { describe, expect, it } from 'vitest';
import { fileIdAt, textOf as sharedTextOf } from '../../../shared/doc.ts';
import { continuationLimits } from '../../../shared/limits.ts';
import { setAgentPace } from '../../../shared/meta.ts';
import { outputs, steppingModel } from '../../../test/calling-model.ts';
import { userNamed } from '../../../test/test-room.ts';
import { metadataOf, outputsOf, textOf, TurnHarness } from '../../../test/turn-harness.ts';
import { withNumberedReads } from '../models/numbered-reads.ts';

/** A harness whose edits appear at once, with one file. */
function withFile(text: string, path = 'a.ts'): TurnHarness {
  const harness = new TurnHarness();
  setAgentPace(harness.doc, 'instant');
  harness.write(path, text);
  return harness;
}

const edit = (search: string, replace: string, more: object = {}): [string, object] => [
  'editFile',
  { path: 'a.ts', edits: [{ search, replace, ...more }] },
];

describe('what real models send', () => {
  it('A167 a replacement with `all` changes every occurrence', async () => {
    const harness = withFile('aa b\naaa\n');
    const [one, all] = await outputs(harness, edit('aa', 'c'), edit('aa', 'c', { all: true }));
    expect(one).toMatchObject({ error: { code: 'unprocessable' } });
    expect(all).toMatchObject({ added: 2, removed: 2 });
    expect(harness.file('a.ts')).toBe('c b\nca\n');
  });

  it('A167 a text that differs in white space only is replaced, indented as it was, and the answer says so', async () => {
    const text = 'class A {\n    go() {\n\treturn  1;\n    }\n}\n';
    const harness = withFile(text);
    const [done] = await outputs(harness, edit('go() {\n    return 1;', 'go() {\n    return 2;'));
    // The lines are indented in two ways: nothing says how the new ones should be.
    expect(done).toMatchObject({ error: { code: 'unprocessable' } });
    expect(harness.file('a.ts')).toBe(text);

    const even = withFile('class A {\n    go() {\n        return  1;\n    }\n}\n');
    const search = '  go() {\n      return 1;\n  }\n';
    const [shifted] = await outputs(even, edit(search, '  go() {\n\n      return 2;\n  }\n'));
    expect(shifted).toMatchObject({ note: expect.stringContaining('line 2 differs') });
    expect(even.file('a.ts')).toBe('class A {\n    go() {\n\n        return 2;\n    }\n}\n');
  });

  it('A167 a text that could be at two places is not guessed', async () => {
    const harness = withFile('\tx = 1;\n    x  = 1;\n');
    const [answer] = await outputs(harness, edit('  x = 1;', 'x = 2;'));
    expect(answer).toMatchObject({
      error: { message: expect.stringContaining('differs only in white space') },
    });
  });

  it('A211 calls in one step see what those before them changed', async () => {
    const harness = withFile('a = 1\nb = 2\n');
    const calls: [string, object][] = [
      ['readFile', { path: 'a.ts' }],
      edit('a = 1', 'a = 10'),
      ['readFile', { path: 'a.ts' }],
      ['writeFile', { path: 'new.ts', content: 'a = 10\n' }],
      ['bash', { command: 'cat a.ts new.ts' }],
      ['bash', { command: 'sed -i s/2/3/ a.ts' }],
      edit('b = 3', 'b = 4'),
      ['search', { pattern: '= ' }],
    ];
    // A person takes their time to allow the second command.
    harness.onAsked = ({ id }) =>
      setTimeout(() => void harness.approvals.decide(id, { decision: 'allow' }, userNamed('ann')), 20);
    const made = outputsOf(await harness.take(steppingModel([{ calls }]), 'go'));
    expect(made).toMatchObject([
      { text: 'a = 1\nb = 2\n' },
      { added: 1 },
      { text: 'a = 10\nb = 2\n' },
      { created: true },
      { stdout: 'a = 10\nb = 2\na = 10\n' },
      { changed: expect.anything() },
      { added: 1 },
      { matches: [{ line: 1 }, { line: 2, text: 'b = 4' }, { path: 'add.ts' }, { path: 'new.ts' }] },
    ]);
    expect(harness.file('a.ts')).toBe('a = 10\nb = 4\n');
  });

  it('A168 a file read in parts can be written whole, unless it changed between them', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`).join('\n');
    const part = (from: number, to: number): [string, object] => [
      'readFile',
      { path: 'a.ts', range: { from, to } },
    ];
    const whole: [string, object] = ['writeFile', { path: 'a.ts', content: 'short\n' }];
    const harness = withFile(`${lines}\n`);
    const answers = await outputs(harness, part(1, 20), whole, part(30, 40), part(18, 31), whole);
    expect(answers[1]).toMatchObject({ error: { message: expect.stringContaining('read it first') } });
    expect(answers[4]).toMatchObject({ removed: 40 });
    expect(harness.file('a.ts')).toBe('short\n');

    const changed = withFile(`${lines}\n`);
    const text = sharedTextOf(changed.doc, fileIdAt(changed.doc, 'a.ts') ?? '');
    let step = 0;
    const model = steppingModel(
      [{ calls: [part(1, 20)] }, { calls: [part(21, 40)] }, { calls: [whole] }],
      () => {
        if (++step === 2) text?.insert(0, 'of Ann\n');
      },
    );
    expect(outputsOf(await changed.take(model, 'go'))[2]).toMatchObject({ error: { code: 'unprocessable' } });
  });

  it('A168 a model sees the numbers of the lines, the transcript does not', async () => {
    const harness = withFile('one\ntwo\nthree\n');
    const prompts: string[] = [];
    const model = steppingModel(
      [{ calls: [['readFile', { path: 'a.ts', range: { from: 2, to: 3 } }]] }, { text: 'ok' }],
      (prompt) => prompts.push(JSON.stringify(prompt)),
    );
    const [read] = outputsOf(await harness.take(withNumberedReads(model), 'go'));
    expect(read).toMatchObject({ text: 'two\nthree' });
    expect(prompts[1]).toContain(JSON.stringify('    2\ttwo\n    3\tthree').slice(1, -1));
  });

  it.each([
    ['one\ntwo\nthree\n', [90, 99], '', 'There is no line 90: the file has 3 lines.'],
    ['one\ntwo\nthree\n', [4, 4], '', 'There is no line 4: the file has 3 lines.'],
    ['one\ntwo\nthree\n', [2, 99], 'two\nthree\n', 'Lines 2–3 of 3. Read others by range.'],
    ['one\ntwo\nthree\n', [1, 3], 'one\ntwo\nthree', undefined],
    ['one\ntwo\nthree', [2, 3], 'two\nthree', 'Lines 2–3 of 3. Read others by range.'],
    ['one', [2, 2], '', 'There is no line 2: the file has 1 line.'],
    ['', [1, 9], '', 'There is no line 1: the file is empty.'],
  ])('A168 of %j a model reads the lines %j that there are', async (content, [from, to], text, note) => {
    const prompts: string[] = [];
    const call: [string, object] = ['readFile', { path: 'a.ts', range: { from, to } }];
    const model = steppingModel([{ calls: [call] }, { text: 'ok' }], (prompt) =>
      prompts.push(JSON.stringify(prompt)),
    );
    const [read] = outputsOf(await withFile(content).take(withNumberedReads(model), 'go'));
    const { note: told, ...rest } = read as { note?: string };
    expect(rest).toMatchObject({ text, lines: content.match(/[a-z]+/g)?.length ?? 0 });
    expect(told).toBe(note);
    // No line is numbered that there is not.
    expect(prompts[1]?.includes(`${from}\\t`)).toBe(text !== '');
  });

  it('A169 lists and objects that come as strings of JSON are read as they are meant', async () => {
    const harness = withFile('one\n');
    const edits = JSON.stringify([{ search: 'one', replace: 'two' }]);
    const [done] = await outputs(harness, ['editFile', { path: 'a.ts', edits }]);
    expect(done).toMatchObject({ added: 1 });
    expect(harness.file('a.ts')).toBe('two\n');
  });

  it('A169 a call that broke off is not made, and the model is told to write less at once', async () => {
    const harness = new TurnHarness();
    const prompts: string[] = [];
    const steps = [
      {
        calls: [['writeFile', '{"path":"big.ts","content":"export const a = 1;']] as [string, string][],
        finish: 'length' as const,
      },
      { text: 'ok' },
    ];
    const chunks = await harness.take(
      steppingModel(steps, (prompt) => prompts.push(JSON.stringify(prompt))),
      'go',
    );
    expect(chunks.find(({ type }) => type === 'tool-input-error')).toMatchObject({
      errorText: 'The model’s answer broke off in the middle of this call; nothing was done.',
    });
    expect(prompts[1]).toContain('Write less at once');
    expect(prompts[1]).not.toContain('JSONParseError');
    expect(harness.file('big.ts')).toBeUndefined();
    expect(metadataOf(chunks)).not.toHaveProperty('ended');
  });

  it('A63 a model that calls an unknown tool is told which there are', async () => {
    const prompts: string[] = [];
    const steps = [{ calls: [['eraseFile', {}]] as [string, object][] }, { text: 'ok' }];
    await new TurnHarness().take(
      steppingModel(steps, (prompt) => prompts.push(JSON.stringify(prompt))),
      'go',
    );
    expect(prompts[1]).toMatch(
      /"value":"There is no tool “eraseFile”; nothing was done\. Your tools here are [^"]*\bdeleteFile, /,
    );
    expect(prompts[1]).not.toMatch(/AI_|unavailable tool/);
  });

  it.each([
    ['length', 'length', 'reached the longest'],
    ['content-filter', 'filtered', 'withheld'],
  ] as const)('A170 an answer that ends by %s says so', async (finish, ended, sentence) => {
    const step = { text: 'on and ', finish };
    const steps = Array.from({ length: continuationLimits.maxLengths + 1 }, () => step);
    const chunks = await new TurnHarness().take(steppingModel(steps), 'go');
    expect(textOf(chunks)).toMatch(new RegExp(`^(?:on and )+The .*${sentence}`));
    expect(metadataOf(chunks)).toMatchObject({ ended });
  });

  it('A171 paths in /work are the room’s own', async () => {
    const harness = withFile('one\n');
    const answers = await outputs(
      harness,
      ['readFile', { path: '/work/a.ts' }],
      ['editFile', { path: '/work/a.ts', edits: [{ search: 'one', replace: 'two' }] }],
      ['writeFile', { path: '/work/b/c.ts', content: 'new\n' }],
      ['renameFile', { path: '/work/b/c.ts', to: '/work/d.ts' }],
    );
    expect(answers.map((answer) => (answer as { path: string }).path)).toEqual([
      'a.ts',
      'a.ts',
      'b/c.ts',
      'b/c.ts',
    ]);
    expect(harness.file('a.ts')).toBe('two\n');
    expect(harness.file('d.ts')).toBe('new\n');
  });
});
