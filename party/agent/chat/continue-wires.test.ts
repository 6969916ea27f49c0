import type { UIMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll } from '../../../shared/doc.ts';
import { continuationLimits } from '../../../shared/limits.ts';
import { setTurnLimit } from '../../../shared/turn-limits.ts';
import { startAnthropicServer } from '../../../test/anthropic-server.ts';
import { ann, ben, ChatHarness } from '../../../test/chat-harness.ts';
import { type ModelServer, proofMark } from '../../../test/model-server.ts';
import { startResponsesServer } from '../../../test/openai-responses-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { metadataOf, TurnHarness, textOf } from '../../../test/turn-harness.ts';
import { configured, type Models } from '../models/registry.ts';

/** These servers refuse what the real ones do: a call without its answer, a half answer at the end, a lost thought. */
const wires = [
  { api: 'chat', provider: 'OPENAI', start: startOpenAiServer },
  { api: 'responses', provider: 'OPENAI', start: startResponsesServer },
  { api: 'messages', provider: 'ANTHROPIC', start: startAnthropicServer },
] as const;

const append = (search: string, replace: string) => ({
  name: 'editFile',
  arguments: { path: 'a.txt', edits: [{ search, replace }] },
});
const list = { name: 'listFiles', arguments: {} };

describe.each(wires)('an answer that is cut off, over the wire of $provider, $api', (wire) => {
  const { api, provider, start } = wire;
  let server: ModelServer;
  beforeEach(async () => {
    server = await start();
  });
  afterEach(() => server.close());

  const models = (): Models =>
    configured({
      [`${provider}_API_KEY`]: 'sk-test',
      [`${provider}_BASE_URL`]: server.url,
      // The providers' packages know by the name that these models think.
      [`${provider}_MODEL`]: provider === 'OPENAI' ? 'gpt-5.1' : 'claude-sonnet-4-5',
      OPENAI_API: api === 'messages' ? undefined : api,
      ANTHROPIC_THINKING_TOKENS: '2048',
    });
  const model = () => models().get(models().default);
  const promptAt = (at: number): string => JSON.stringify(server.requests.at(at)?.messages);
  const harnessWith = (steps: number): ChatHarness => {
    const harness = new ChatHarness();
    harness.models = { ...models(), get: model };
    setTurnLimit(harness.doc, 'steps', steps);
    return harness;
  };
  const texts = ({ parts }: UIMessage): string[] =>
    parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const answers = async (response: Response): Promise<UIMessage[]> =>
    ((await response.json()) as { messages: UIMessage[] }).messages;

  it('A186 A189 by its length goes on by itself, as one text, with its thoughts and calls kept', async () => {
    server.script(
      { thought: 'I look first.', text: 'I look. ', calls: [list] },
      { text: 'There is add.ts, wh', isCut: true },
      { text: 'ich adds two num', isCut: true },
      { thought: 'What was I saying?', text: 'bers.' },
    );
    const harness = new TurnHarness();
    const chunks = await harness.take(model(), 'what is here?');
    expect(textOf(chunks)).toBe('I look. There is add.ts, which adds two numbers.');
    expect(chunks.filter(({ type }) => type === 'text-start')).toHaveLength(2);
    expect(metadataOf(chunks)).not.toHaveProperty('ended');
    expect(server.requests).toHaveLength(4);
    const last = promptAt(-1);
    for (const said of ['There is add.ts, wh', 'ich adds two num', 'write in smaller parts'])
      expect(last).toContain(said);
    // Where thoughts have a proof, it goes along.
    if (api !== 'chat') expect(last).toContain(proofMark);
  });

  it('A186 by its length goes on a few times, then it says so, and people let it go on', async () => {
    const harness = harnessWith(50);
    const most = continuationLimits.maxLengths;
    server.script(...Array.from({ length: most + 1 }, (_, at) => ({ text: `part ${at}, `, isCut: true })));
    server.script({ text: 'and the end.' });
    const sent = await harness.call('POST', 'chat', { body: { message: 'write' } });
    const [cut] = await answers(sent);
    const written = Array.from({ length: most + 1 }, (_, at) => `part ${at}, `).join('');
    expect(cut && texts(cut)).toEqual([written, expect.stringContaining('reached the longest')]);
    expect(cut?.metadata).toMatchObject({ ended: 'length' });
    const [rest] = await answers(await harness.call('POST', 'chat/continue', { body: { turn: cut?.id } }));
    expect(rest && texts(rest)).toEqual(['and the end.']);
    expect(promptAt(-1)).toContain(written);
    expect(promptAt(-1)).not.toContain('reached the longest that the model');
  });

  it('A184 A189 by its steps goes on with its calls, their results and what it had said', async () => {
    const harness = harnessWith(2);
    server.script(
      { thought: 'Two edits.', text: 'First. ', calls: [append('one', 'one two')] },
      { calls: [append('two', 'two three')] },
      { thought: 'One more.', calls: [append('three', 'three four')] },
      { text: 'All done.' },
    );
    const [cut] = await answers(await harness.call('POST', 'chat', { body: { message: 'count' } }));
    expect(cut?.metadata).toMatchObject({ ended: 'steps' });
    expect(cut && texts(cut).at(-1)).toContain('Stopped after 2 steps');
    const [rest] = await answers(
      await harness.call('POST', 'chat/continue', { body: { turn: cut?.id }, user: ben }),
    );
    expect(rest?.metadata).not.toHaveProperty('ended');
    expect(rest && texts(rest)).toEqual(['All done.']);
    expect(readAll(harness.doc).get('a.txt')).toBe('one two three four\n');
    const prompt = promptAt(-1);
    for (const kept of ['First. ', 'one two', 'two three', 'used up its steps', 'Ben lets you go on'])
      expect(prompt).toContain(kept);
    expect(prompt).not.toContain('Stopped after 2 steps');
  });

  it('A184 A189 by a failure before it said anything begins again', async () => {
    const harness = harnessWith(50);
    server.script({ status: 401 }, { text: 'Hello.' });
    const [cut] = await answers(await harness.call('POST', 'chat', { body: { message: 'hello' } }));
    expect(cut?.metadata).toMatchObject({ ended: 'failed' });
    const [rest] = await answers(await harness.call('POST', 'chat/continue', { body: { turn: cut?.id } }));
    expect(rest && texts(rest)).toEqual(['Hello.']);
  });

  it('A187 A189 by a kill goes on after it with what was said and done, also in the middle of a call', async () => {
    const harness = harnessWith(50);
    const part = (path: string) => ({ type: 'tool-readFile', toolCallId: path, input: { path } }) as const;
    harness.transcript = [
      {
        id: 'M',
        role: 'user',
        parts: [{ type: 'text', text: 'read all' }],
        metadata: { author: ann, at: 1, turn: 'T' },
      },
      {
        id: 'T',
        role: 'assistant',
        parts: [
          { type: 'step-start' },
          { type: 'reasoning', text: 'I read.' },
          { ...part('a.txt'), state: 'output-available', output: { text: 'one' } },
          { ...part('b.txt'), state: 'input-available' },
          { ...part('c.txt'), state: 'input-streaming', input: undefined },
        ],
        metadata: { author: ann, at: 1, turn: 'T' },
      },
    ];
    harness.open = { id: 'T', at: 1, message: { id: 'M', text: 'read all', author: ann } };
    server.script({ calls: [{ name: 'readFile', arguments: { path: 'a.txt' } }] }, { text: 'All read.' });
    await harness.chat.recover();
    const reply = harness.transcript.at(-1);
    expect(reply).toMatchObject({ id: 'T' });
    expect(reply?.metadata).not.toHaveProperty('ended');
    expect(reply && texts(reply)).toEqual(['All read.']);
    expect(promptAt(0)).toContain('The server was restarted during this.');
    expect(promptAt(0)).not.toContain('c.txt');
    expect(server.requests).toHaveLength(2);
  });
});
