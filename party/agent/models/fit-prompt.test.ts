import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { describe, expect, it, vi } from 'vitest';
import { contextLimits } from '../../../shared/limits.ts';
import { fitPrompt, unitsPerToken } from './fit-prompt.ts';
import { contextWindow, readWindows } from './windows.ts';

const said = (text: string): LanguageModelV4Prompt[number] => ({
  role: 'user',
  content: [{ type: 'text', text }],
});
const called = (id: string, length: number): LanguageModelV4Prompt => [
  { role: 'assistant', content: [{ type: 'tool-call', toolCallId: id, toolName: 'readFile', input: {} }] },
  {
    role: 'tool',
    content: [
      {
        type: 'tool-result',
        toolCallId: id,
        toolName: 'readFile',
        output: { type: 'json', value: { text: id.padEnd(length, 'x') } },
      },
    ],
  },
];
const units = (prompt: LanguageModelV4Prompt): number =>
  prompt.reduce((sum, { content }) => sum + JSON.stringify(content).length, 0);
/** The ids of the calls whose output the prompt still has. */
const kept = (prompt: LanguageModelV4Prompt): string[] =>
  prompt.flatMap((message) =>
    message.role !== 'tool'
      ? []
      : message.content.flatMap((part) =>
          part.type === 'tool-result' && part.output.type === 'json' ? [part.toolCallId] : [],
        ),
  );
const system: LanguageModelV4Prompt[number] = { role: 'system', content: 'Be a peer.' };

describe('a prompt and the model’s window', () => {
  it('A96 stays as it is while it fits', () => {
    const prompt = [system, said('hello'), ...called('a', 500)];
    expect(fitPrompt(prompt, units(prompt) / unitsPerToken)).toEqual({ prompt, leftOut: 0 });
  });

  it('A96 loses the oldest outputs of tools first, whole turns stay, and the newest outputs too', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `call-${i}`);
    const prompt = [system, said('one'), ...ids.flatMap((id) => called(id, 2_000)), said('two')];
    const fitted = fitPrompt(prompt, (units(prompt) * 0.8) / unitsPerToken);
    expect(fitted.leftOut).toBe(0);
    expect(fitted.prompt).toHaveLength(prompt.length);
    expect(units(fitted.prompt)).toBeLessThanOrEqual(units(prompt) * 0.8);
    const left = kept(fitted.prompt);
    expect(left).toEqual(ids.slice(-left.length));
    expect(JSON.stringify(fitted.prompt)).toContain('Call the tool again if it is needed.');
    expect(left.length).toBeGreaterThanOrEqual(contextLimits.keptToolOutputs);
  });

  it('A96 then loses the oldest requests, never the last one', () => {
    const prompt = [
      system,
      ...Array.from({ length: 10 }, (_, i) => [
        said(`request ${i} ${'x'.repeat(4_000)}`),
        ...called(`${i}`, 50),
      ]).flat(),
      said('the last one'),
    ];
    const { prompt: fitted, leftOut } = fitPrompt(prompt, 5_000);
    expect(leftOut).toBeGreaterThan(4);
    const text = JSON.stringify(fitted);
    expect(text).toContain('the last one');
    expect(text).toContain('- request 0 xxx');
    expect(units(fitted)).toBeLessThan(5_000 * unitsPerToken);
    const long = [system, said('x'.repeat(90_000))];
    expect(fitPrompt(long, 1_000)).toEqual({ prompt: long, leftOut: 0 });
  });

  it('A96 begins alike from step to step, so that the provider’s cache has it', () => {
    const prompt = [system, said('go')];
    const firstKept: string[] = [];
    for (let step = 0; step < 60; step++) {
      prompt.push(...called(`call-${step}`, 2_000));
      firstKept.push(kept(fitPrompt(prompt, 10_000).prompt)[0] ?? '');
    }
    const changes = firstKept.filter((id, at) => at > 0 && id !== firstKept[at - 1]).length;
    // Without the steps it would change 40 times.
    expect(changes).toBeGreaterThan(4);
    expect(changes).toBeLessThan(20);
  });

  it('A96 has the window of the model, by the longest beginning of its name, or what the server’s owner says', () => {
    const known = (tokens: number) => ({ tokens, isKnown: true });
    expect(contextWindow('gpt-4', undefined)).toEqual(known(8_192));
    expect(contextWindow('gpt-4.1-mini', undefined)).toEqual(known(1_000_000));
    expect(contextWindow('openai/gpt-5.1', undefined)).toEqual(known(272_000));
    expect(contextWindow('my-model', undefined)).toEqual({ tokens: 128_000, isKnown: false });
    expect(contextWindow('my-model', 32_000)).toEqual(known(32_000));
    expect([...readWindows(' qwen3:8b = 32768, gpt-5.1=400000,')]).toEqual([
      ['qwen3:8b', 32_768],
      ['gpt-5.1', 400_000],
    ]);
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect([...readWindows('a=1,b=9999')]).toEqual([['b', 9_999]]);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });
});
