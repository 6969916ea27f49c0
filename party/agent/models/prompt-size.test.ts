import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { expect, it, vi } from 'vitest';
import { fitPrompt, unitsPerToken } from './fit-prompt.ts';
import { lengthOf, sizeOf } from './prompt-size.ts';

/** As the SDK makes it for each step: new messages and parts around the same inputs and outputs. */
function promptOf(steps: readonly { input: object; output: { text: string } }[]): LanguageModelV4Prompt {
  const calls = steps.flatMap(({ input, output }, at): LanguageModelV4Prompt => {
    const call = { toolCallId: `c${at}`, toolName: 'readFile' };
    return [
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I read "it".' },
          { type: 'tool-call', ...call, input },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-result', ...call, output: outputOf(output) }] },
    ];
  });
  return [{ role: 'system', content: 'Be a "peer".' }, { role: 'user', content: [] }, ...calls];
}
const outputs = new Map<object, { type: 'json'; value: { text: string } }>();
const outputOf = (value: { text: string }): { type: 'json'; value: { text: string } } => {
  const output = outputs.get(value) ?? { type: 'json', value };
  outputs.set(value, output);
  return output;
};

it('A220 counts each output once, however many steps send it again', () => {
  const done: { input: object; output: { text: string } }[] = [];
  const serialized = vi.spyOn(JSON, 'stringify');
  for (let step = 0; step < 20; step++) {
    done.push({ input: { path: `file${step}.ts` }, output: { text: `${step}\n`.repeat(10_000) } });
    const prompt = promptOf(done);
    expect(fitPrompt(prompt, Infinity).prompt).toBe(prompt);
    // Outputs are left out of the older steps.
    fitPrompt(prompt, 40_000 / unitsPerToken);
  }
  const lengths = serialized.mock.results.map(({ value }) => String(value).length);
  serialized.mockRestore();
  expect(lengths.filter((length) => length > 20_000)).toHaveLength(20);
});

it('A220 gives the length of the JSON, whatever the parts', () => {
  const steps = [{ input: { path: 'a.ts' }, output: { text: 'x"\n'.repeat(100) } }];
  const prompt = promptOf(steps);
  expect(sizeOf(prompt)).toBe(prompt.reduce((sum, { content }) => sum + JSON.stringify(content).length, 0));
  for (const value of [[], [undefined], [null, 1], [{ input: 'text' }], { output: {} }, 'é"', undefined])
    expect(lengthOf(value), JSON.stringify(value)).toBe((JSON.stringify(value) ?? 'null').length);
});
