import type { UIMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFile } from '../../../shared/doc.ts';
import { agentUser } from '../../../shared/roles.ts';
import { setTurnLimit } from '../../../shared/turn-limits.ts';
import { startAnthropicServer } from '../../../test/anthropic-server.ts';
import { ann, ben, ChatHarness, promptTexts } from '../../../test/chat-harness.ts';
import { ask, compactingScene, rowsOf, talk, type TalkedAnswer } from '../../../test/compaction-harness.ts';
import type { ModelServer, ScriptedTurn } from '../../../test/model-server.ts';
import { startResponsesServer } from '../../../test/openai-responses-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { configured } from '../models/registry.ts';
import { metadataOf, textIn } from '../turn/messages.ts';

/** These servers refuse what the real ones do: a call without its answer, a half answer at the end, a lost thought. */
const wires = [
  { api: 'chat', provider: 'OPENAI', start: startOpenAiServer },
  { api: 'responses', provider: 'OPENAI', start: startResponsesServer },
  { api: 'messages', provider: 'ANTHROPIC', start: startAnthropicServer },
] as const;

const goOn = async (harness: ChatHarness, turn: string, user = ann): Promise<UIMessage> => {
  const response = await harness.call('POST', 'chat/continue', { body: { turn }, user });
  return ((await response.json()) as { messages: UIMessage[] }).messages[0]!;
};

const readOf = (i: number): [string, object] => ['readFile', { path: `f${i}.txt` }];

const isSystem = (message: unknown): boolean =>
  ['system', 'developer'].includes((message as { role: string }).role);

describe.each(wires)('a summarised answer that goes on, over the wire of $provider, $api', (wire) => {
  const { api, provider, start } = wire;
  let server: ModelServer;
  beforeEach(async () => {
    server = await start();
  });
  afterEach(() => server.close());

  it('A173 A174 A180 A184 A189 is summarised before and after it was cut off, and keeps its request', async () => {
    const harness = new ChatHarness();
    const models = configured({
      [`${provider}_API_KEY`]: 'sk-test',
      [`${provider}_BASE_URL`]: server.url,
      // The providers' packages know by the name that these models think.
      [`${provider}_MODEL`]: provider === 'OPENAI' ? 'gpt-5.1' : 'claude-sonnet-4-5',
      OPENAI_API: api === 'messages' ? undefined : api,
      ANTHROPIC_THINKING_TOKENS: '2048',
    });
    harness.models = {
      ...models,
      get: () => models.get(models.default),
      windowOf: () => ({ tokens: 12_000, isKnown: true }),
    };
    for (let i = 0; i < 8; i++) createFile(harness.doc, `f${i}.txt`, `fact-${i} ${'.'.repeat(11_000)}\n`);
    setTurnLimit(harness.doc, 'steps', 4);
    const read = (i: number): ScriptedTurn => ({
      thought: `I read file ${i}.`,
      calls: [{ name: 'readFile', arguments: { path: `f${i}.txt` } }],
    });
    const told = (at = -1): string =>
      JSON.stringify(server.requests.at(at)?.messages.filter((message) => !isSystem(message)));
    const beginsWith = (summary: string): RegExp =>
      new RegExp(`^.{0,60}Summary of what was said.{0,80}${summary}`);
    harness.transcript = talk(1, 100);

    server.script(read(0), read(1), read(2), { text: 'fact-0, fact-1' }, read(3));
    const cut = await ask(harness, 'read all eight files');
    expect(metadataOf(cut)).toMatchObject({ ended: 'steps' });
    expect(metadataOf(rowsOf(harness).at(-1))?.summary).toMatchObject({ messages: 2, turn: cut.id });
    const folded = metadataOf(rowsOf(harness).at(-1))?.summary?.steps ?? 0;
    expect(folded).toBeGreaterThan(0);
    expect(told()).toMatch(beginsWith('fact-0, fact-1'));

    server.script(
      read(4),
      { text: 'fact-0 to fact-3' },
      read(5),
      read(6),
      { text: 'fact-0 to fact-5' },
      read(7),
    );
    const second = await goOn(harness, cut.id, ben);
    expect(metadataOf(second)).toMatchObject({ ended: 'steps' });
    expect(metadataOf(second)).not.toHaveProperty('leftOut');
    expect(told()).toMatch(beginsWith('fact-0 to fact-5'));
    expect(told().split('read all eight files')).toHaveLength(2);
    expect(rowsOf(harness)).toHaveLength(3);

    // The summaries are kept: what goes on is not summarised anew, and begins as the last step did.
    server.script({ thought: 'That was all.', text: 'All eight are read.' });
    const last = await goOn(harness, second.id);
    expect(textIn(last)).toBe('All eight are read.');
    expect(metadataOf(last)).not.toHaveProperty('ended');
    expect(told()).toMatch(beginsWith('fact-0 to fact-5'));
    expect(told().split('read all eight files')).toHaveLength(2);
    for (const fact of ['fact-6', 'fact-7']) expect(told().split(`${fact} `)).toHaveLength(2);
    expect(told()).not.toContain('fact-5 ');

    // Neither is it for the next request.
    server.script({ text: 'Yes.' });
    await ask(harness, 'all of them?');
    expect(told()).toMatch(beginsWith('fact-0 to fact-5'));
    expect(told()).toContain('fact-7 ');
    expect(told()).not.toContain('fact-5 ');
  });
});

describe('a conversation that was summarised after an answer was cut off', () => {
  it('A177 A184 keeps the request when the answer goes on, and says where the answer is', async () => {
    const { harness, steps } = compactingScene(() => ({ calls: [['listFiles', {}]] }));
    setTurnLimit(harness.doc, 'steps', 2);
    const cut = await ask(harness, 'list for ever');
    await harness.call('POST', 'chat/compact', { body: {} });
    const asked = await ask(harness, 'and again');
    await harness.call('POST', 'chat/compact', { body: {} });
    await goOn(harness, cut.id, ben);
    const first = steps().at(-2)!.prompt;
    expect(promptTexts(first)).toEqual([
      expect.stringMatching(/Summary 2\.[^]*What you have answered so far to the last request below/),
      'Ann says:\nlist for ever',
      expect.stringContaining('used up its steps; Ben lets you go on'),
    ]);
    expect(first.filter(({ role }) => role === 'tool')).toEqual([]);
    expect(metadataOf(asked)).toMatchObject({ ended: 'steps' });
  });

  it('A174 A184 holds for the answer when others have asked for something meanwhile, and is not made anew', async () => {
    let made = 0;
    const { harness, summaries, steps } = compactingScene(() =>
      made < 8 && made !== 5 ? { calls: [readOf(made++)] } : { text: made++ === 5 ? 'Hello.' : 'All read.' },
    );
    for (let i = 0; i < 8; i++) createFile(harness.doc, `f${i}.txt`, `fact-${i} `.padEnd(15_000, '.'));
    harness.transcript = talk(3, 14_000);
    setTurnLimit(harness.doc, 'steps', 5);
    const cut = await ask(harness, 'read all files');
    expect(metadataOf(cut)).toMatchObject({ ended: 'steps' });
    await ask(harness, 'hello?');
    const last = await goOn(harness, cut.id);
    expect(textIn(last)).toBe('All read.');
    const [row] = rowsOf(harness);
    const taken = metadataOf(row)?.summary?.steps ?? 0;
    expect(taken).toBeGreaterThan(0);
    const first = steps().at(-3)!.prompt;
    expect(promptTexts(first)).toEqual([
      expect.stringMatching(/Summary 1\.[^]*steps of one of your answers below/),
      'Ann says:\nhello?',
      'Ann says:\nread all files',
      expect.stringContaining('used up its steps'),
    ]);
    expect(first.filter(({ role }) => role === 'tool')).toHaveLength(5 - taken);
    expect(summaries()).toHaveLength(1);
  });

  it('A173 A184 is kept when it takes in what came after the answer that goes on, which it leaves', async () => {
    const { harness, summaries, steps } = compactingScene(() => ({ text: 'Two.' }));
    const turn = { at: -1, turn: 'A' };
    const said = [
      { type: 'text' as const, text: 'One.' },
      { type: 'text' as const, text: 'Stopped.' },
    ];
    harness.transcript = [
      { id: 'Q', role: 'user', parts: [{ type: 'text', text: 'count' }], metadata: { ...turn, author: ann } },
      {
        id: 'A',
        role: 'assistant',
        parts: [{ type: 'step-start' }, ...said],
        metadata: { ...turn, author: agentUser, ended: 'stopped', durationMs: 5 },
      },
      ...talk(14, 8_000),
    ];
    await goOn(harness, 'A');
    expect(summaries()).toHaveLength(1);
    expect(JSON.stringify(summaries()[0]?.prompt)).not.toContain('count');
    const told = promptTexts(steps().at(-1)?.prompt);
    expect(told[0]).toContain('Summary 1.');
    expect(told.slice(-2)).toEqual(['Ann says:\ncount', expect.stringContaining('Go on with your answer')]);
    await ask(harness, 'and now?');
    expect(summaries()).toHaveLength(1);
    const next = promptTexts(steps().at(-1)?.prompt);
    expect(next.slice(0, told.length)).toEqual(told);
    expect(next.slice(told.length)).toEqual(['Ann says:\nand now?']);
  });

  it.each<[string, number, TalkedAnswer[]]>([
    [
      'before',
      1,
      [
        { calls: [0, 1, 2].map(readOf) },
        { text: 'Three are re', finish: 'length' },
        { text: 'ad. ', calls: [3, 4, 5, 6].map(readOf) },
      ],
    ],
    [
      'with',
      1,
      [
        { text: 'I will re', finish: 'length' },
        { text: 'ad. ', calls: [0, 1, 2].map(readOf) },
        { calls: [3, 4, 5, 6].map(readOf) },
      ],
    ],
  ])(
    'A174 A186 takes in the steps %s a text that went on by itself, and is not made anew',
    async (_, taken, read) => {
      const answers = [...read, { text: 'All read.' }, { text: 'Yes.' }];
      const { harness, summaries, steps } = compactingScene(() => answers.shift()!);
      for (let i = 0; i < 7; i++) createFile(harness.doc, `f${i}.txt`, `fact-${i} `.padEnd(15_000, '.'));
      const reply = await ask(harness, 'read all files');
      expect(textIn(reply)).toMatch(/read\. All read\.$/);
      expect(summaries()).toHaveLength(1);
      const last = promptTexts(steps().at(-1)?.prompt);
      expect(last).toEqual([expect.stringContaining('Summary 1.'), 'Ann says:\nread all files']);
      expect(metadataOf(rowsOf(harness)[0])?.summary).toMatchObject({ messages: 0, steps: taken });
      await ask(harness, 'all of them?');
      expect(summaries()).toHaveLength(1);
      const next = steps().at(-1)!.prompt;
      expect(promptTexts(next)).toEqual([...last, 'Ann says:\nall of them?']);
      expect(JSON.stringify(next)).toContain('fact-3');
      expect(JSON.stringify(next)).not.toContain('fact-0');
    },
  );
});
