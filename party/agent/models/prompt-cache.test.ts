import { afterEach, expect, it } from 'vitest';
import { startAnthropicServer } from '../../../test/anthropic-server.ts';
import { ChatHarness } from '../../../test/chat-harness.ts';
import type { ModelServer, ScriptedAnswer } from '../../../test/model-server.ts';
import { configured } from './registry.ts';

let server: ModelServer;
afterEach(() => server.close());

it('A163 what came before a long turn is read from the cache in the turn after it', async () => {
  server = await startAnthropicServer();
  const models = configured({
    ANTHROPIC_API_KEY: 'k',
    ANTHROPIC_BASE_URL: server.url,
    ANTHROPIC_MODEL: 'claude-sonnet-4-5',
    ANTHROPIC_THINKING_TOKENS: '2048',
  });
  const harness = new ChatHarness();
  harness.models = { ...models, get: () => models.get(models.default) };
  const ask = (message: string): Promise<Response> => harness.call('POST', 'chat', { body: { message } });
  const list = (step: number): ScriptedAnswer => ({
    thought: `Step ${step}.`,
    calls: [{ name: 'listFiles', arguments: {} }],
  });
  server.script({ thought: 'Easy.', text: 'Yes.' }, ...Array.from({ length: 15 }, (_, step) => list(step)));
  server.script({ text: 'Listed.' }, { text: 'Bye.' });
  for (const message of [`is this long? ${'x'.repeat(20_000)}`, 'list often', 'bye']) await ask(message);
  const [, began] = server.requests;
  const last = server.requests.at(-1);
  expect(last?.cache.cached).toBe(began?.cache.units);
  expect(began?.cache.cached).toBeGreaterThan(20_000);
});
