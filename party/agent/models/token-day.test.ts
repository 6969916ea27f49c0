import type { LanguageModelV4 } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { budgeted } from './budgeted.ts';
import { openAiModel } from './openai.ts';
import { configured } from './registry.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { TokenDay } from './token-day.ts';

const dayMs = 24 * 60 * 60_000;

function tokenDay(most: number) {
  const clock = { now: 100 * dayMs + 1 };
  const kept = new Map<string, unknown>();
  return {
    clock,
    kept,
    tokens: new TokenDay({
      storage: { get: (key) => kept.get(key), put: (key, value) => void kept.set(key, value) },
      most,
      now: () => clock.now,
    }),
  };
}

describe('a room’s tokens', () => {
  it('H24 run out for the day, and are back on the next', () => {
    const { tokens, clock } = tokenDay(1_000);
    tokens.add(999);
    tokens.assertLeft();
    tokens.add(5);
    expect(() => tokens.assertLeft()).toThrow(/used the 1,000 tokens .* Try again in 24 hours/);
    clock.now += dayMs;
    tokens.assertLeft();
    expect(tokens.spent).toBe(0);
  });
});

const prompt: Parameters<LanguageModelV4['doStream']>[0]['prompt'] = [
  { role: 'user', content: [{ type: 'text', text: 'x'.repeat(4_000) }] },
];

describe('calls of a model', () => {
  it('H24 count the usage the model reports, the prompt when the answer is interrupted, and nothing when refused', async () => {
    const server = await startOpenAiServer();
    const { tokens } = tokenDay(1_000_000);
    let calls = 0;
    const models = budgeted(
      { ...configured({}), get: () => openAiModel({ apiKey: 'sk', baseUrl: server.url, model: 'gpt' }) },
      { tokens, beginCall: async () => void calls++ },
    );
    const model = models.get('gpt');
    server.script({ text: 'hello', usage: [300, 70] }, { status: 401 }, { hangAfter: 'well' });
    const { stream } = await model.doStream({ prompt });
    expect(tokens.spent).toBeGreaterThan(1_000);
    for await (const _ of stream as unknown as AsyncIterable<unknown>);
    expect(tokens.spent).toBe(370);
    await expect(model.doStream({ prompt })).rejects.toThrow();
    expect(tokens.spent).toBe(370);
    const hung = await model.doStream({ prompt });
    await hung.stream.cancel();
    expect(tokens.spent).toBeGreaterThan(1_370);
    expect(calls).toBe(3);
    await server.close();
  });

  it('H24 are not made once the day’s tokens are used up', async () => {
    const { tokens } = tokenDay(10);
    tokens.add(10);
    const models = budgeted(
      {
        ...configured({}),
        get: () => openAiModel({ apiKey: 'sk', baseUrl: 'http://127.0.0.1:1', model: 'gpt' }),
      },
      { tokens, beginCall: async () => undefined },
    );
    await expect(models.get('gpt').doStream({ prompt })).rejects.toMatchObject({ code: 'rate_limited' });
  });
});
