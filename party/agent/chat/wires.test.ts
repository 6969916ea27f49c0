import type { LanguageModelV4 } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAnthropicServer } from '../../../test/anthropic-server.ts';
import type { ModelServer, ScriptedTurn } from '../../../test/model-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { startResponsesServer } from '../../../test/openai-responses-server.ts';
import { metadataOf, outputsOf, TurnHarness, textOf } from '../../../test/turn-harness.ts';
import { agentLimits, modelLimits } from '../../../shared/limits.ts';
import { toolInputs } from '../../../shared/tools.ts';
import { failureMessage } from '../models/provider-errors.ts';
import type { Summary } from '../models/context-window.ts';
import { configured } from '../models/registry.ts';

const secret = 'sk-secret-of-the-test';

const isSystem = (message: unknown): boolean =>
  ['system', 'developer'].includes((message as { role: string }).role);

const wires = [
  { api: 'chat', provider: 'OPENAI', start: startOpenAiServer, overload: 503 },
  { api: 'responses', provider: 'OPENAI', start: startResponsesServer, overload: 503 },
  { api: 'messages', provider: 'ANTHROPIC', start: startAnthropicServer, overload: 529 },
] as const;

describe.each(wires)('a turn over the wire of $provider, $api', ({ api, provider, start, overload }) => {
  let server: ModelServer;
  beforeEach(async () => {
    server = await start();
  });
  afterEach(() => server.close());

  const model = (baseUrl = server.url): LanguageModelV4 => {
    const models = configured({
      [`${provider}_API_KEY`]: secret,
      [`${provider}_BASE_URL`]: baseUrl,
      // The providers' packages know by the name that these models think.
      [`${provider}_MODEL`]: provider === 'OPENAI' ? 'gpt-5.1' : 'claude-sonnet-4-5',
      OPENAI_API: api === 'messages' ? undefined : api,
      ANTHROPIC_THINKING_TOKENS: '2048',
    });
    return models.get(models.default);
  };

  it('A23 calls tools whose input arrives in pieces, and sums the usage', async () => {
    const harness = new TurnHarness();
    server.script(
      { text: 'I read it. ', calls: [{ name: 'readFile', arguments: { path: 'add.ts' } }], usage: [20, 4] },
      {
        calls: [
          { name: 'editFile', arguments: { path: 'add.ts', edits: [{ search: 'a - b', replace: 'a + b' }] } },
        ],
        usage: [30, 6],
      },
      { text: 'Now it adds 🙂.', usage: [40, 8] },
    );
    const before = server.requests.length;
    const chunks = await harness.take(model(), 'add.ts subtracts, mend it');
    expect(harness.file('add.ts')).toContain('a + b');
    expect(textOf(chunks)).toBe('I read it. Now it adds 🙂.');
    expect(metadataOf(chunks)).toMatchObject({ turn: 'T', usage: { inputTokens: 90, outputTokens: 18 } });
    const [first, , third] = server.requests.slice(before);
    const { authorization, 'x-api-key': key } = first?.headers ?? {};
    expect(provider === 'OPENAI' ? authorization : `Bearer ${String(key)}`).toBe(`Bearer ${secret}`);
    expect(first?.body.tools).toHaveLength(Object.keys(toolInputs).length);
    expect(JSON.stringify(first?.messages.at(-1))).toContain(
      String.raw`Ann says:\nadd.ts subtracts, mend it`,
    );
    expect(JSON.stringify(third?.messages.at(-1))).toContain('+export const add');
  });

  it('A132 tells calls with the same id apart, in a later step and in the same one', async () => {
    const harness = new TurnHarness();
    harness.write('b.ts', 'b\n');
    const read = (path: string) => ({ name: 'readFile', id: 'call_0', arguments: { path } });
    server.script({ calls: [read('add.ts')] }, { calls: [read('b.ts'), read('none.ts')] }, { text: 'Done.' });
    const before = server.requests.length;
    const chunks = await harness.take(model(), 'read all');
    const ids = (type: string): string[] =>
      chunks.flatMap((chunk) => (chunk.type === type && 'toolCallId' in chunk ? [chunk.toolCallId] : []));
    const called = ids('tool-input-available');
    expect(called.slice(0, 2)).toEqual(['call_0', 'call_0_2']);
    expect(new Set(called).size).toBe(3);
    expect(ids('tool-input-start')).toEqual(called);
    expect(ids('tool-output-available').toSorted()).toEqual(called.toSorted());
    expect(outputsOf(chunks)).toMatchObject([{ path: 'add.ts' }, { path: 'b.ts' }, { error: {} }]);
    const told = JSON.stringify(server.requests.slice(before).at(-1)?.messages);
    for (const id of called) expect(told.split(`"${id}"`)).toHaveLength(3);
  });

  const thrice = (turn: ScriptedTurn): ScriptedTurn[] =>
    Array.from({ length: modelLimits.maxTries }, () => turn);

  it.each<[string, ScriptedTurn[], string]>([
    ['a refused key', [{ status: 401 }], `set another ${provider}_API_KEY`],
    ['too many requests', thrice({ status: 429, retryAfter: '0' }), 'Ask again in a minute'],
    ['a limit that lasts long', [{ status: 429, retryAfter: '300' }], 'Ask again in 5 minutes'],
    ['overload', thrice({ status: overload, retryAfter: '0' }), 'overloaded'],
    ['a fault of the server', thrice({ status: 500, retryAfter: '0' }), 'overloaded or has a fault'],
    ['overload in mid-stream', [{ overloadedAfter: 'The beginning of ' }], 'overloaded'],
    ['an unknown model', [{ status: 404 }], `${provider}_MODEL`],
    ['a stream that breaks off', [{ cutAfter: 'The beginning of ' }], 'broke off'],
    ['a request that is refused', [{ status: 400 }], 'did not accept the request (400)'],
    ['a request that is too long by itself', [{ tooLong: true }, { tooLong: true }], 'Ask for less at once'],
  ])('A24 tells of %s in an honest sentence without secrets', async (_, turns, sentence) => {
    server.script(...turns);
    const before = server.requests.length;
    const chunks = await new TurnHarness().take(model(), 'hello');
    expect(textOf(chunks)).toContain(sentence);
    expect(metadataOf(chunks)).toMatchObject({ ended: 'failed' });
    expect(JSON.stringify(chunks)).not.toContain('sk-');
    expect(chunks.some((chunk) => chunk.type === 'error')).toBe(false);
    expect(server.requests.length - before).toBe(turns.length);
  });

  it('A24 says when the server cannot be reached', async () => {
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hello' }] }];
    const failure = await model('http://127.0.0.1:9/v1')
      .doStream({ prompt })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(failureMessage(failure, model().provider)).toContain(`can check ${provider}_BASE_URL`);
  });

  it('A25 A60 retries after a transient error, at most three times, and says that it waits', async () => {
    server.script({ status: 429, retryAfter: '0' }, { overloadedAfter: '' }, { text: 'Here I am.' });
    const harness = new TurnHarness();
    const chunks = await harness.take(model(), 'hello');
    expect(textOf(chunks)).toBe('Here I am.');
    expect(metadataOf(chunks)).not.toHaveProperty('ended');
    expect(harness.notices).toEqual([
      'The model’s server takes no more requests for now. Trying again in 0 s (2 of 3).',
      'The model’s server is overloaded or out of reach. Trying again in 2 s (3 of 3).',
    ]);
  });

  it('A61 stops at once while it waits', async () => {
    server.script({ status: overload, retryAfter: '20' });
    const harness = new TurnHarness();
    harness.onNotice = () => harness.control.end('stopped', 'Ben');
    expect(textOf(await harness.take(model(), 'hello'))).toContain('Stopped by Ben.');
  });

  it('A62 leaves out the oldest requests when there are too many for the model, and says so', async () => {
    server.script(
      { tooLong: true },
      { tooLong: true },
      { calls: [{ name: 'listFiles', arguments: {} }] },
      { text: 'Yes.' },
    );
    const harness = new TurnHarness();
    const before = server.requests.length;
    const chunks = await harness.take(model(), 'one', 'two', 'three', 'four', 'five');
    const told = server.requests.slice(before).map(({ messages }) => JSON.stringify(messages));
    expect(told).toHaveLength(4);
    expect(told[1]).not.toContain(String.raw`Ann says:\ntwo`);
    for (const last of told.slice(2)) {
      expect(last).not.toContain(String.raw`Ann says:\nthree`);
      expect(last).toContain('- Ann says: three');
      expect(last).toContain(String.raw`Ann says:\nfour`);
      expect(last).toContain(String.raw`Ann says:\nfive`);
    }
    expect(textOf(chunks)).toBe(
      'Yes.The conversation is too long for this model: it was not given the oldest 3 requests. Clear the chat to begin anew.',
    );
    expect(metadataOf(chunks)).toMatchObject({ leftOut: 3 });
    expect(metadataOf(chunks)).not.toHaveProperty('ended');
  });

  it('A180 has a long conversation summarised, begins with the summary, and alike from then on', async () => {
    server.script(
      { text: 'They **counted**.', usage: [4_000, 20] },
      { calls: [{ name: 'listFiles', arguments: {} }], usage: [3_000, 5] },
      { calls: [{ name: 'readFile', arguments: { path: 'add.ts' } }], usage: [3_200, 5] },
      { text: 'Yes.', usage: [3_400, 5] },
    );
    const harness = new TurnHarness();
    const summaries: Summary[] = [];
    harness.context = {
      window: { tokens: 10_000, isKnown: true },
      onSummary: async (summary) => void summaries.push(summary),
    };
    const said = Array.from({ length: 14 }, (_, i) => `number ${i} `.padEnd(2_500, 'x'));
    const before = server.requests.length;
    const chunks = await harness.take(model(), ...said);
    const [summary, ...steps] = server.requests.slice(before);
    expect(summary?.body.tools).toBeUndefined();
    expect(JSON.stringify(summary?.messages)).toContain('number 0 xxx');
    expect(summaries).toMatchObject([{ text: 'They **counted**.', steps: 0 }]);
    expect(steps).toHaveLength(3);
    const told = steps.map(({ messages }) =>
      JSON.stringify(messages.filter((message) => !isSystem(message))),
    );
    expect(told[0]).toMatch(/^.{0,60}Summary of what was said.{0,80}They \*\*counted\*\*\./);
    expect(told[0]).not.toContain('number 0 ');
    expect(told[0]).toContain('number 13 ');
    // Where the provider is asked to cache the prompt so far, which is its end, moves on.
    const plain = told.map((text) => text.replaceAll(/,"cache_control":\{[^}]*\}/g, ''));
    for (const [at, text] of plain.slice(1).entries())
      expect(text.startsWith(plain[at]!.slice(0, -1))).toBe(true);
    expect(metadataOf(chunks)).toMatchObject({
      usage: { inputTokens: 13_600, outputTokens: 35 },
      context: { tokens: 3_405, window: 10_000 },
    });
    expect(metadataOf(chunks)).not.toHaveProperty('leftOut');
  });

  it.each([
    ['is cut', '{"path":"add.t', 'broke off', 'editFile'],
    ['has other fields', { file: 'add.ts' }, 'malformed', 'editFile'],
    ['is of a tool that is not there', { path: 'add.ts' }, '“eraseFile”, which is no tool', 'eraseFile'],
  ])('A63 answers a call that %s, does nothing, and goes on', async (_, input, sentence, name) => {
    server.script({ calls: [{ name, arguments: input }] }, { text: 'Sorry, I will not do that again.' });
    const harness = new TurnHarness();
    const before = server.requests.length;
    const chunks = await harness.take(model(), 'mend it');
    expect(harness.file('add.ts')).toContain('a - b');
    const bad = chunks.filter(({ type }) => type === 'tool-input-error');
    expect(bad).toMatchObject([{ toolName: name, errorText: expect.stringContaining(sentence) }]);
    expect(textOf(chunks)).toBe('Sorry, I will not do that again.');
    expect(metadataOf(chunks)).not.toHaveProperty('ended');
    expect(JSON.stringify(server.requests.slice(before)[1]?.messages.at(-1))).toContain(name);
  });

  it('A64 ends a turn that has used up its tokens, keeps count and says so', async () => {
    const half = agentLimits.maxTurnTokens / 2;
    const call = { calls: [{ name: 'listFiles', arguments: {} }], usage: [half, 1] as [number, number] };
    server.script(call, call);
    const chunks = await new TurnHarness().take(model(), 'list for ever');
    expect(metadataOf(chunks)).toMatchObject({ ended: 'tokens', usage: { inputTokens: 2 * half } });
    expect(textOf(chunks)).toContain('1,000,000 tokens');
  });

  it('A111 counts what the turn had spent before a kill', async () => {
    server.script({ calls: [{ name: 'listFiles', arguments: {} }], usage: [30, 6] });
    const spent = { steps: 3, inputTokens: agentLimits.maxTurnTokens - 36, outputTokens: 0, workedMs: 0 };
    const chunks = await new TurnHarness({ spent }).take(model(), 'list for ever');
    expect(metadataOf(chunks)).toMatchObject({
      ended: 'tokens',
      usage: { inputTokens: agentLimits.maxTurnTokens - 6, outputTokens: 6 },
    });
  });

  it('A15 keeps what a stopped edit has typed, answers its call and says who stopped it', async () => {
    const harness = new TurnHarness();
    const content = `export const words = '${'many words to type here '.repeat(20)}';\n`;
    server.script({ calls: [{ name: 'writeFile', arguments: { path: 'words.ts', content } }] });
    harness.doc.on('update', () => {
      if ((harness.file('words.ts')?.length ?? 0) > 100) harness.control.end('stopped', 'Ann');
    });
    const chunks = await harness.take(model(), 'write many words');
    const typed = harness.file('words.ts') ?? '';
    expect(typed.length).toBeGreaterThan(100);
    expect(typed.length).toBeLessThan(content.length);
    expect(content.startsWith(typed)).toBe(true);
    expect(outputsOf(chunks)).toMatchObject([
      { path: 'words.ts', incomplete: expect.stringContaining('Stopped') },
    ]);
    expect(textOf(chunks)).toBe('Stopped by Ann. Changes so far were kept.');
    expect(metadataOf(chunks)).toMatchObject({ ended: 'stopped' });
  });

  it('A15 keeps the text of a model that is stopped in mid-sentence', async () => {
    const harness = new TurnHarness();
    server.script({ hangAfter: 'I was about to ' });
    setTimeout(() => harness.control.end('stopped', 'Ben'), 300);
    const chunks = await harness.take(model(), 'hello');
    expect(textOf(chunks)).toBe('I was about to Stopped by Ben. Changes so far were kept.');
  });

  it('A26 ends after 50 steps and says so', async () => {
    server.script(...Array.from({ length: 55 }, () => ({ calls: [{ name: 'listFiles', arguments: {} }] })));
    const chunks = await new TurnHarness().take(model(), 'list for ever');
    expect(metadataOf(chunks)).toMatchObject({ ended: 'steps' });
    expect(outputsOf(chunks)).toHaveLength(50);
    expect(textOf(chunks)).toContain('50 steps');
  });
});
