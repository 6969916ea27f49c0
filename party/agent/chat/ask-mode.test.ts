import type { LanguageModelV4 } from '@ai-sdk/provider';
import { expect, it } from 'vitest';
import { readAll } from '../../../shared/doc.ts';
import { setTurnLimit } from '../../../shared/turn-limits.ts';
import { outputs, steppingModel, type ScriptedStep } from '../../../test/calling-model.ts';
import { ann, ben, ChatHarness } from '../../../test/chat-harness.ts';
import { TurnHarness } from '../../../test/turn-harness.ts';

const writes: [string, object][] = [
  ['writeFile', { path: 'new.ts', content: 'x' }],
  ['editFile', { path: 'add.ts', edits: [{ search: 'a - b', replace: 'a + b' }] }],
  ['deleteFile', { path: 'add.ts' }],
  ['renameFile', { path: 'add.ts', to: 'sum.ts' }],
  ['run', { entry: 'add.ts' }],
  ['bash', { command: 'cat add.ts' }],
  ['fetch', { url: 'https://unpkg.com/x' }],
];

it('A206 every call but a reading one is refused where it would be done', async () => {
  const room = new TurnHarness({ readOnly: true });
  const answers = await outputs(room, ...writes, ['readFile', { path: 'add.ts' }]);
  expect(answers.slice(0, -1)).toEqual(
    writes.map(() => ({ error: { code: 'forbidden', message: expect.stringContaining('only asks') } })),
  );
  expect(answers.at(-1)).toMatchObject({ text: expect.stringContaining('a - b') });
  expect([...readAll(room.doc).keys()]).toEqual(['add.ts']);
  expect(room.asked).toEqual([]);
});

/** A chat whose model always tries to write, and the names of the tools that it is given in each call. */
function chatThatWrites(): { harness: ChatHarness; tools: string[][]; prompts: string[] } {
  const harness = new ChatHarness();
  const tools: string[][] = [];
  const prompts: string[] = [];
  const get = (): LanguageModelV4 => {
    const steps: ScriptedStep[] = [
      { calls: [['writeFile', { path: 'new.ts', content: 'x' }]] },
      { text: 'It would be this.' },
    ];
    const model = steppingModel(steps);
    const doStream: typeof model.doStream = (options) => {
      tools.push((options.tools ?? []).map(({ name }) => name).sort());
      prompts.push(JSON.stringify(options.prompt));
      return model.doStream(options);
    };
    return { ...model, doStream };
  };
  harness.models = { ...harness.models, get };
  return { harness, tools, prompts };
}

const onlyReading = ['diagnostics', 'listFiles', 'readFile', 'search', 'todo'];

it('A206 a message that only asks gives the model reading tools, and stays so when it is asked again', async () => {
  const { harness, tools, prompts } = chatThatWrites();
  const before = readAll(harness.doc);
  const answer = await harness.call('POST', 'chat', { body: { message: 'how?', mode: 'ask', id: 'm1' } });
  await answer.json();
  expect(harness.transcript[0]).toMatchObject({ metadata: { mode: 'ask' } });
  expect(prompts[0]).toContain('This message only asks');
  await harness.chat.replies(await harness.chat.resend('m1', {}, ben));
  expect(harness.transcript[0]).toMatchObject({ metadata: { mode: 'ask', author: ben } });
  expect(tools).toEqual([onlyReading, onlyReading, onlyReading, onlyReading]);
  expect(readAll(harness.doc)).toEqual(before);
  const why = 'This message only asks: nothing is changed or run in its turn.';
  const [card] = harness.transcript.at(-1)?.parts.filter(({ type }) => type === 'tool-writeFile') ?? [];
  expect(card).toMatchObject({ errorText: expect.stringMatching(`^${why}.* in the mode Edit.$`) });
  // The model is told the same, and what it can call.
  expect(prompts[1]).toMatch(
    new RegExp(`"value":"${why}[^"]* in the mode Edit\\. Your tools here are [^"]*search`),
  );
  expect(prompts[1]).not.toContain('NoSuchTool');
  await harness.chat.replies(await harness.chat.ask({ text: 'do it' }, ann));
  expect(tools.at(-1)).toContain('writeFile');
  expect([...readAll(harness.doc).keys()]).toContain('new.ts');
});

it('A206 a message that only asks stays so however often its answer goes on', async () => {
  const { harness, tools } = chatThatWrites();
  const before = readAll(harness.doc);
  setTurnLimit(harness.doc, 'steps', 1);
  await (await harness.call('POST', 'chat', { body: { message: 'how?', mode: 'ask' } })).json();
  for (const by of [ben, ann]) {
    const turn = harness.transcript.at(-1)?.id;
    await (await harness.call('POST', 'chat/continue', { body: { turn }, user: by })).json();
    expect(harness.transcript.at(-2)).toMatchObject({
      metadata: { author: by, continues: turn, mode: 'ask' },
    });
  }
  expect(harness.transcript).toHaveLength(6);
  expect(tools).toEqual([onlyReading, onlyReading, onlyReading]);
  expect(readAll(harness.doc)).toEqual(before);
  await (await harness.call('POST', 'chat', { body: { message: 'do it' } })).json();
  const turn = harness.transcript.at(-1)?.id;
  await (await harness.call('POST', 'chat/continue', { body: { turn } })).json();
  expect(tools.at(-1)).toContain('writeFile');
  expect(harness.transcript.at(-2)?.metadata).not.toHaveProperty('mode');
});
