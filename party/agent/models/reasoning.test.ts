import type { LanguageModelV4, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAnthropicServer } from '../../../test/anthropic-server.ts';
import { type ModelServer, proofMark } from '../../../test/model-server.ts';
import { startResponsesServer } from '../../../test/openai-responses-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { metadataOf, outputsOf, textOf, thoughtOf, TurnHarness } from '../../../test/turn-harness.ts';
import { configured, type ModelEnv } from './registry.ts';

const wires = [
  { api: 'chat', start: startOpenAiServer, proves: false },
  { api: 'responses', start: startResponsesServer, proves: true },
  { api: 'messages', start: startAnthropicServer, proves: true },
] as const;

const list = { name: 'listFiles', arguments: {} };

describe.each(wires)('reasoning over $api', ({ api, start, proves }) => {
  let server: ModelServer;
  beforeEach(async () => {
    server = await start();
  });
  afterEach(() => server.close());

  const model = (env: ModelEnv = {}): LanguageModelV4 => {
    const models = configured({
      ...(api === 'messages'
        ? { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: server.url, ANTHROPIC_MODEL: 'claude-sonnet-4-5' }
        : { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'gpt-5.1', OPENAI_API: api }),
      ANTHROPIC_THINKING_TOKENS: '2048',
      ...env,
    });
    return models.get(models.default);
  };

  it('A160 goes back to the model in the same turn, and to the pages without its proof', async () => {
    server.script(
      { thought: 'I should look at the files first.', calls: [list] },
      { calls: [list] },
      { thought: 'And once more.', text: 'Again. ', calls: [list, list] },
      { thought: 'That is all.', text: 'Done.' },
    );
    const chunks = await new TurnHarness().take(model(), 'look around');
    expect(metadataOf(chunks)).not.toHaveProperty('ended');
    expect(textOf(chunks)).toBe('Again. Done.');
    expect(outputsOf(chunks)).toHaveLength(4);
    expect(thoughtOf(chunks)).toBe('I should look at the files first.And once more.That is all.');
    for (const type of ['reasoning-start', 'reasoning-end'])
      expect(chunks.filter((chunk) => chunk.type === type)).toHaveLength(3);
    const last = server.requests.at(-1);
    expect(JSON.stringify(last?.messages).split(proofMark)).toHaveLength(proves ? 3 : 1);
    expect(JSON.stringify(last?.messages)).toContain('I should look at the files first.');
    if (api === 'messages') expect(last?.body).toHaveProperty('thinking');
    expect(JSON.stringify(chunks)).not.toContain(proofMark);
    expect(chunks.filter((chunk) => 'providerMetadata' in chunk || chunk.type === 'custom')).toEqual([]);
  });

  it('A160 alone is no answer', async () => {
    server.script({ thought: 'What could this mean?' });
    const chunks = await new TurnHarness().take(model(), 'hm');
    expect(thoughtOf(chunks)).toBe('What could this mean?');
    expect(textOf(chunks)).toBe('The model gave no answer.');
  });

  it('A60 that has been shown is not asked for again', async () => {
    server.script({ thought: 'I think', overloadedAfter: '' }, { text: 'Never asked for.' });
    const chunks = await new TurnHarness().take(model(), 'hello');
    expect(thoughtOf(chunks)).toBe('I think');
    expect(textOf(chunks)).toContain('overloaded');
    expect(server.requests).toHaveLength(1);
  });

  it('A160 may be missing from a turn that goes on after a kill', async () => {
    const call = { toolCallId: 'call_1', toolName: 'listFiles' };
    const prompt: LanguageModelV4Prompt = [
      { role: 'user', content: [{ type: 'text', text: 'look around' }] },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'I should look.' },
          { type: 'tool-call', ...call, input: {} },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', ...call, output: { type: 'text', value: 'add.ts' } }],
      },
    ];
    server.script({ text: 'Done.' });
    const { stream } = await model().doStream({ prompt });
    for await (const part of stream) expect(part.type).not.toBe('error');
    const { body } = server.requests[0] ?? {};
    const sent = JSON.stringify(body);
    // What has lost its proof is not sent as if it had one, and nothing is sent that refers to it.
    expect(sent.includes('I should look.')).toBe(!proves);
    expect(sent).not.toMatch(/"(?:id|item_reference)":"(?:rs|fc)_|"thinking"/);
  });

  it('A161 leaves the length of answers to the provider, which knows each model', async () => {
    server.script({ text: 'Done.' });
    await new TurnHarness().take(model({ ANTHROPIC_THINKING_TOKENS: '' }), 'hello');
    const { max_tokens: most, max_output_tokens: mostOutput } = { ...server.requests[0]?.body } as {
      max_tokens?: number;
      max_output_tokens?: number;
    };
    expect([most, mostOutput]).toEqual([api === 'messages' ? 64_000 : undefined, undefined]);
  });
});
