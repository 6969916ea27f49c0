import type { UIMessage } from 'ai';
import { expect, it } from 'vitest';
import { agentLimits } from '../../../shared/limits.ts';
import { toolInputs, toolOutputs } from '../../../shared/tools.ts';
import { ChatHarness } from '../../../test/chat-harness.ts';
import { shorten } from './shorten.ts';
import { shownFrame, shownMessage } from './shown-message.ts';

const long = 'some text\n'.repeat(20_000);
const most = agentLimits.shownToolLength;
const lengthOf = (value: unknown): number => JSON.stringify(value).length;

const write = {
  type: 'tool-writeFile' as const,
  toolCallId: 'c1',
  state: 'output-available' as const,
  input: { path: 'src/main.ts', content: long },
  output: { path: 'src/main.ts', added: 20_000, removed: 3, diff: `@@ 1 @@\n+${long}`, note: 'Kept.' },
};
const message: UIMessage = {
  id: 'M1',
  role: 'assistant',
  parts: [
    { type: 'text', text: long },
    write,
    {
      ...write,
      toolCallId: 'c2',
      input: { path: 'a.ts', content: 'a' },
      output: { ...write.output, diff: '+a' },
    },
  ],
};

it('A215 pages get a long input and output shortened, with how long each is; what is short, and text, stays', () => {
  const [text, cut, short] = shownMessage(message).parts;
  expect(text).toBe(message.parts[0]);
  expect(short).toBe(message.parts[2]);
  expect(cut).toMatchObject({ cut: { input: lengthOf(write.input), output: lengthOf(write.output) } });
  expect(lengthOf(cut)).toBeLessThan(2 * most + 1_000);
  expect(toolInputs.writeFile.parse((cut as typeof write).input).path).toBe('src/main.ts');
  expect(toolOutputs.writeFile.parse((cut as typeof write).output)).toMatchObject({
    path: 'src/main.ts',
    added: 20_000,
    removed: 3,
    note: 'Kept.',
  });
  expect(message.parts[1]).toBe(write);
});

it('A215 a shortened value is still what it is: ids and states after a long text, lists with an end', () => {
  const run = {
    output: long,
    runId: 'R1',
    number: 4,
    state: 'failed',
    error: { kind: 'exit', code: 3 },
    resultText: long,
  };
  const shown = shorten(run, most);
  expect(shown).toMatchObject({ runId: 'R1', number: 4, state: 'failed', error: { kind: 'exit', code: 3 } });
  expect(lengthOf(shown)).toBeLessThan(most + 1_000);
  const files = Array.from({ length: 500 }, (_, at) => ({ path: `src/file${at}.ts`, lines: at }));
  const list = toolOutputs.listFiles.parse(shorten({ files }, most));
  expect(list.files).toEqual(files.slice(0, list.files.length));
  expect(list.files.length).toBeGreaterThan(20);
  expect(lengthOf(list)).toBeLessThan(most + 100);
  const edits = Array.from({ length: 50 }, () => ({ search: long, replace: long }));
  expect(toolInputs.editFile.parse(shorten({ path: 'a.ts', edits }, most)).edits.length).toBeGreaterThan(0);
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`key${at}`, at]));
  expect(lengthOf(shorten(wide, most))).toBeLessThan(most + 100);
});

it('A215 a text is not cut inside a character', () => {
  const shown = shorten({ text: '👩'.repeat(5_000) }, most) as { text: string };
  expect(shown.text.isWellFormed()).toBe(true);
});

it('A215 chunks of a reply are shortened the same way, and nothing else is', () => {
  const frameOf = (chunk: object): string =>
    JSON.stringify({
      body: JSON.stringify(chunk),
      done: false,
      id: 'r',
      type: 'cf_agent_use_chat_response',
      seq: 7,
    });
  const output = { type: 'tool-output-available', toolCallId: 'c1', output: write.output };
  const shown = JSON.parse(shownFrame(frameOf(output))) as { body: string; seq: number };
  expect(shown.seq).toBe(7);
  const chunk = JSON.parse(shown.body) as typeof output & { cut: object };
  expect(chunk).toMatchObject({
    type: 'tool-output-available',
    toolCallId: 'c1',
    cut: { output: lengthOf(write.output) },
  });
  expect(lengthOf(chunk)).toBeLessThan(most + 1_000);
  for (const same of [
    frameOf({ type: 'text-delta', id: '1', delta: long }),
    frameOf({ type: 'tool-output-available', toolCallId: 'c1', output: 'short' }),
    JSON.stringify({ type: 'run-output', text: `"cf_agent_use_chat_response"${long}` }),
  ])
    expect(shownFrame(same)).toBe(same);
});

it('H41 a call is answered whole, from the transcript and from the reply that is being streamed', async () => {
  const harness = new ChatHarness();
  harness.transcript = [message];
  const answer = await harness.call('GET', 'chat/messages/M1/calls/c1', { role: 'viewer' });
  expect(await answer.json()).toEqual({ input: write.input, output: write.output });
  for (const path of ['chat/messages/M1/calls/c9', 'chat/messages/M2/calls/c1'])
    await expect(harness.call('GET', path)).rejects.toThrow('no longer in the chat');
  harness.streamed = [
    { type: 'tool-input-available', toolCallId: 'c3', toolName: 'writeFile', input: write.input },
    { type: 'tool-input-available', toolCallId: 'c31', toolName: 'writeFile', input: {} },
  ];
  harness.open = {
    id: 'M5',
    at: 1,
    message: { id: 'M4', text: 'go', author: { id: 'a', name: 'A', color: 1, kind: 'human' } },
  };
  const live = async (): Promise<unknown> => (await harness.call('GET', 'chat/messages/M5/calls/c3')).json();
  expect(await live()).toEqual({ input: write.input });
  harness.streamed.push({ type: 'tool-output-available', toolCallId: 'c3', output: write.output });
  expect(await live()).toEqual({ input: write.input, output: write.output });
});
