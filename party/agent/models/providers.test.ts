import type { LanguageModelV4 } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { metadataOf, textOf, thoughtOf, TurnHarness } from '../../../test/turn-harness.ts';
import { configured, type ModelEnv } from './registry.ts';

const requestSchema = z.looseObject({ url: z.string(), body: z.record(z.string(), z.unknown()) });
type Request = z.infer<typeof requestSchema>;

/** What the server answers: a status and a body, or the events of a stream. */
let answers: (Response | readonly unknown[])[] = [];
let requests: Request[] = [];

beforeEach(() => {
  answers = [];
  requests = [];
  vi.stubGlobal('fetch', async (url: unknown, { body = '' }: { body?: string } = {}) => {
    requests.push({ url: String(url), body: JSON.parse(body) as Request['body'] });
    const next = answers.shift() ?? [];
    if (next instanceof Response) return next;
    const events = next.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    return new Response(events, { headers: { 'content-type': 'text/event-stream' } });
  });
});
afterEach(() => vi.unstubAllGlobals());

const model = (env: ModelEnv): LanguageModelV4 => {
  const models = configured(env);
  return models.get(models.default);
};
const ask = (env: ModelEnv) => new TurnHarness().take(model(env), 'hello');

const openAi = { OPENAI_API_KEY: 'sk-secret-of-the-test' };
const local = { ...openAi, OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_MODEL: 'qwen3' };
const anthropic = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_MODEL: 'claude-sonnet-4-5' };
const chatChunk = (delta: object, finish: string | null = null): object => ({
  id: 'c',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: finish }],
});

const byCharacter = (text: string): object[] => Array.from(text, (content) => chatChunk({ content }));

describe('how OpenAI is asked', () => {
  it.each<[string, ModelEnv]>([
    ['https://api.openai.com/v1/responses', {}],
    ['https://api.openai.com/v1/responses', { OPENAI_BASE_URL: 'https://api.openai.com/v1/' }],
    ['https://eu.api.openai.com/v1/responses', { OPENAI_BASE_URL: 'https://eu.api.openai.com/v1' }],
    ['https://notapi.openai.com/v1/chat/completions', { OPENAI_BASE_URL: 'https://notapi.openai.com/v1' }],
    ['http://localhost:11434/v1/chat/completions', { OPENAI_BASE_URL: 'http://localhost:11434/v1' }],
    [
      'http://localhost:1/v1/responses',
      { OPENAI_BASE_URL: 'http://localhost:1/v1', OPENAI_API: 'responses' },
    ],
    ['https://api.openai.com/v1/chat/completions', { OPENAI_API: 'chat' }],
    ['https://api.openai.com/v1/responses', { OPENAI_API: 'neither' }],
  ])('A162 is by %s for %j', async (url, env) => {
    await ask({ ...openAi, ...env });
    expect(requests[0]?.url).toBe(url);
  });

  it('A162 is without storing anything, with reasoning that comes back encrypted', async () => {
    await ask({ ...openAi, OPENAI_REASONING_EFFORT: 'low' });
    expect(requests[0]?.body).toMatchObject({
      model: 'gpt-5.1',
      store: false,
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'low', summary: 'auto' },
    });
  });

  it('A162 is without a summary of the reasoning where OpenAI refuses that', async () => {
    const message = 'Your organization must be verified to generate reasoning summaries.';
    const error = {
      message,
      type: 'invalid_request_error',
      param: 'reasoning.summary',
      code: 'unsupported_value',
    };
    answers = [new Response(JSON.stringify({ error }), { status: 400 })];
    await ask(openAi);
    expect(requests.map(({ body }) => body['reasoning'])).toEqual([{ summary: 'auto' }, undefined]);
  });

  it('A162 is about reasoning only for models that reason', async () => {
    await ask({ ...openAi, OPENAI_MODEL: 'gpt-4o' });
    expect(requests[0]?.body).not.toHaveProperty('reasoning');
  });
});

describe('how other servers are asked', () => {
  it('A162 is with usage, and with effort if that is set', async () => {
    await ask({ ...local, OPENAI_REASONING_EFFORT: 'high' });
    expect(requests[0]?.body).toMatchObject({
      model: 'qwen3',
      stream_options: { include_usage: true },
      reasoning_effort: 'high',
    });
    await ask(local);
    expect(requests[1]?.body).not.toHaveProperty('reasoning_effort');
  });

  it.each([
    [400, 'Conversation roles must alternate user/assistant/user/assistant/...'],
    [500, 'After the optional system message, conversation roles must alternate'],
    [400, 'deepseek-reasoner does not support successive user or assistant messages'],
  ])(
    'A162 is with messages of people in a row as one where that is demanded: %s %s',
    async (status, message) => {
      answers = [new Response(JSON.stringify({ error: { message } }), { status })];
      const said = (...texts: string[]) => ({
        role: 'user' as const,
        content: texts.map((text) => ({ type: 'text' as const, text })),
      });
      const own = model(local);
      const prompt = [said('one'), said('two', 'three')];
      for (let call = 0; call < 2; call++) await own.doStream({ prompt });
      const roles = ({ body }: Request): unknown =>
        (body['messages'] as { role: string }[]).map(({ role }) => role);
      expect(requests.map(roles)).toEqual([['user', 'user'], ['user'], ['user']]);
      expect(requests[1]?.body['messages']).toEqual([{ role: 'user', content: 'one\n\ntwo\n\nthree' }]);
    },
  );

  it('A160 reads reasoning that a server leaves in the text', async () => {
    const pieces = ['<th', 'ink>\nHmm, ', 'x < y.\n</thi', 'nk>\n\nIt is ', '`x`.'];
    answers = [[...pieces.map((content) => chatChunk({ content })), chatChunk({}, 'stop')]];
    const chunks = await ask(local);
    expect(textOf(chunks).trim()).toBe('It is `x`.');
    expect(thoughtOf(chunks).trim()).toBe('Hmm, x < y.');
  });

  it.each([
    ['in code', 'Wrap thoughts:\n```html\n<think>plan</think>\n```\nThat is all.'],
    ['without an end', 'Thoughts begin with <think> and end later.'],
    ['behind the start of a word', '<thinking>plan</thinking>'],
    ['cut off', '<thin'],
    ['without a beginning', 'Plan.</think>Done.'],
  ])('A160 leaves tags in an answer where they are: %s', async (_, said) => {
    answers = [[...byCharacter(said), chatChunk({}, 'stop')]];
    const chunks = await ask(local);
    expect(textOf(chunks)).toBe(said);
    expect(thoughtOf(chunks)).toBe('');
  });

  it('A160 reads such reasoning at the start of each step, in pieces of any length, and sends it back', async () => {
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'listFiles', arguments: '{}' } };
    const steps = ['\n <think>One.</think>First.', '<think>Two </thin</think><think>Last.'];
    const contents = steps.map(byCharacter);
    answers = [
      [...contents[0]!, chatChunk({ tool_calls: [call] }), chatChunk({}, 'tool_calls')],
      [...contents[1]!, chatChunk({}, 'stop')],
    ];
    const chunks = await ask(local);
    expect(textOf(chunks)).toBe('First.<think>Last.');
    expect(thoughtOf(chunks)).toBe('One.Two </thin');
    expect(requests[1]?.body['messages']).toContainEqual(
      expect.objectContaining({ role: 'assistant', content: 'First.', reasoning_content: 'One.' }),
    );
  });

  it('A160 says that there is no answer behind reasoning that never ends', async () => {
    answers = [
      [chatChunk({ content: '<think>\nHmm' }), chatChunk({ content: '\n\n' }), chatChunk({}, 'stop')],
    ];
    const chunks = await ask(local);
    expect(textOf(chunks)).toBe('The model gave no answer.');
    expect(chunks.filter(({ type }) => type === 'reasoning-end')).toHaveLength(1);
  });

  it('A160 gives Gemini the signatures of its calls back, and a word in place of one that is lost', async () => {
    const gemini = {
      ...local,
      OPENAI_BASE_URL: 'https://generativelanguage.googleapis.com/v1beta/openai',
    };
    const made = { index: 0, id: 'c', type: 'function', function: { name: 'listFiles', arguments: '{}' } };
    const signed = { ...made, extra_content: { google: { thought_signature: 'signed' } } };
    answers = [
      [chatChunk({ tool_calls: [signed, { ...made, id: 'd', index: 1 }] }), chatChunk({}, 'tool_calls')],
      [chatChunk({ tool_calls: [{ ...made, id: 'e' }] }), chatChunk({}, 'tool_calls')],
      [chatChunk({ content: 'Done.' }), chatChunk({}, 'stop')],
    ];
    expect(textOf(await ask(gemini))).toBe('Done.');
    const { messages } = (requests.at(-1)?.body ?? {}) as { messages: { tool_calls?: object[] }[] };
    const calls = messages.flatMap(({ tool_calls: calls = [] }) => calls);
    expect(calls.map((call) => JSON.stringify(call).match(/"thought_signature":"(\w+)"/)?.[1])).toEqual([
      'signed',
      undefined,
      'skip_thought_signature_validator',
    ]);
  });

  it('A160 does not send reasoning back to a server that knows no such field', async () => {
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'listFiles', arguments: '{}' } };
    const message =
      "'messages.2' : for 'role:assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported)]";
    answers = [
      [chatChunk({ reasoning: 'Hm.' }), chatChunk({ tool_calls: [call] }), chatChunk({}, 'tool_calls')],
      new Response(JSON.stringify({ error: { message, type: 'invalid_request_error' } }), { status: 400 }),
      [chatChunk({ content: 'Done.' }), chatChunk({}, 'stop')],
    ];
    expect(textOf(await ask(local))).toBe('Done.');
    const sent = requests.map(({ body }) => JSON.stringify(body).includes('reasoning_content'));
    expect(sent).toEqual([false, true, false]);
  });

  it.each<[string, object[], string]>([
    ['by itself', [{ error: { code: 402, message: 'Insufficient credits' } }], 'no credit left'],
    [
      'in a chunk with the rest',
      [
        chatChunk({ content: 'I ' }),
        { ...chatChunk({ content: '' }, 'error'), error: { code: 429, message: 'Rate limit exceeded' } },
      ],
      'no more requests for now',
    ],
  ])('A158 names an error that OpenRouter sends in a good stream, %s', async (_, events, sentence) => {
    answers = [events];
    const chunks = await ask(local);
    expect(textOf(chunks)).toContain(sentence);
    expect(metadataOf(chunks)).toMatchObject({ ended: 'failed' });
  });

  it('A159 logs the server’s own reason, without the key', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const message = `The key sk-secret-of-the-test may not use\nthis model.`;
    answers = [new Response(JSON.stringify({ error: { message } }), { status: 400 })];
    const chunks = await ask(local);
    const logged = log.mock.calls.map((words) => words.join(' '));
    log.mockRestore();
    expect(logged).toContain('tandem: the model’s server failed (400): The key […] may not use this model.');
    expect(JSON.stringify(chunks)).not.toContain('may not use');
  });
});

describe('how Anthropic is asked', () => {
  const cached = { type: 'ephemeral' };
  const cacheIn = (value: unknown): number => JSON.stringify(value).split('"cache_control"').length - 1;

  it('A163 is to cache the tools, the instructions and the conversation', async () => {
    await ask(anthropic);
    const { tools = [], system = [], messages = [] } = (requests[0]?.body ?? {}) as Record<string, unknown[]>;
    expect(tools.at(-1)).toMatchObject({ cache_control: cached });
    expect(system.at(-1)).toMatchObject({ cache_control: cached });
    expect(messages.at(-1)).toMatchObject({ content: [{ cache_control: cached }] });
    expect([tools, system, messages].map(cacheIn)).toEqual([1, 1, 1]);
  });

  it.each([
    [undefined, 'claude-sonnet-4-5', undefined],
    ['2048', 'claude-sonnet-4-5', { type: 'enabled', budget_tokens: 2048 }],
    ['adaptive', 'claude-sonnet-5-5', { type: 'adaptive', display: 'summarized' }],
    ['12', 'claude-sonnet-4-5', undefined],
  ])('A163 is with thinking as set: %s', async (tokens, name, thinking) => {
    await ask({ ...anthropic, ANTHROPIC_MODEL: name, ANTHROPIC_THINKING_TOKENS: tokens });
    expect(requests[0]?.body['thinking']).toEqual(thinking);
  });

  it.each([
    ['claude-sonnet-5-5', 128_000],
    ['another-model', 8_192],
  ])('A161 is with the longest answers that %s gives, as far as known', async (name, tokens) => {
    await ask({ ...anthropic, ANTHROPIC_MODEL: name });
    expect(requests[0]?.body['max_tokens']).toBe(tokens);
  });
});
