import { describe, expect, it } from 'vitest';
import { outputsOf, TurnHarness, textOf } from '../../../test/turn-harness.ts';
import { commandModel } from '../models/commands/model.ts';

describe('a turn with the built-in commands', () => {
  it('A20 uses the same tools and says what happened', async () => {
    const harness = new TurnHarness();
    const chunks = await harness.take(
      commandModel,
      'In add.ts replace "a - b" with "a + b", then run add.ts',
    );
    expect(harness.file('add.ts')).toBe('export const add = (a, b) => a + b;\n');
    expect(outputsOf(chunks)).toMatchObject([
      {
        path: 'add.ts',
        added: 1,
        removed: 1,
        diff: '@@ 1 @@\n-export const add = (a, b) => a - b;\n+export const add = (a, b) => a + b;',
      },
      { state: 'succeeded', output: 'export const add = (a, b) => a + b;\n' },
    ]);
    expect(textOf(chunks)).toBe('```\nexport const add = (a, b) => a + b;\n```');
    expect(harness.shown.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['editing', 'thinking', 'executing']),
    );
  });

  it('A20 creates, appends, lists and reads', async () => {
    const harness = new TurnHarness();
    const chunks = await harness.take(
      commandModel,
      'create notes.md: one\nappend to notes.md: two\nlist\nread notes.md',
    );
    expect(harness.file('notes.md')).toBe('one\ntwo\n');
    expect(textOf(chunks)).toContain('- notes.md');
    expect(textOf(chunks)).toContain('one\ntwo');
  });

  it('A21 says that no language model is configured and how to add one', async () => {
    const text = textOf(await new TurnHarness().take(commandModel, 'make it faster'));
    expect(text).toContain('OPENAI_API_KEY');
    expect(text).toContain('did not understand “make it faster”');
  });

  it.each([
    ['in add.ts replace a * b with c', '“a * b” was not found in add.ts.'],
    [
      'in add.ts replace a with c',
      /^“a” is in add\.ts \d+ times \(lines [\d, ]+\)\. Give more of the text around it\.$/,
    ],
    ['in nofile.ts replace a with b', 'There is no file “nofile.ts”.'],
    ['read nofile.ts', 'There is no file “nofile.ts”.'],
    ['append to nofile.ts: x', 'There is no file “nofile.ts”.'],
  ])('A107 says what went wrong in words for a person: %s', async (request, words) => {
    const said = textOf(await new TurnHarness().take(commandModel, request));
    expect(said).toMatch(words);
    expect(said.length).toBeLessThan(100);
    expect(said).not.toMatch(/listFiles|edit 1|copy the text/i);
  });

  it('A22 returns a failed call’s error as data, and does nothing after it', async () => {
    const harness = new TurnHarness();
    const chunks = await harness.take(commandModel, 'in add.ts replace a * b with c then create x.txt: x');
    expect(outputsOf(chunks)).toMatchObject([{ error: { code: 'unprocessable' } }]);
    expect(textOf(chunks)).toBe('“a * b” was not found in add.ts. The rest of the request was not done.');
    expect(harness.file('x.txt')).toBeUndefined();
  });
});
