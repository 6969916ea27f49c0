import type { UIMessage } from 'ai';
import { describe, expect, it, vi } from 'vitest';
import { readAll } from '../../../shared/doc.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { setTurnLimit } from '../../../shared/turn-limits.ts';
import { ann, ben, ChatHarness, listenIn } from '../../../test/chat-harness.ts';
import { metadataOf } from '../turn/messages.ts';

/** A room whose turns may take as many steps. */
function roomWith(steps: number): ChatHarness {
  const harness = new ChatHarness();
  setTurnLimit(harness.doc, 'steps', steps);
  return harness;
}

const answerOf = async (response: Response): Promise<UIMessage> =>
  ((await response.json()) as { messages: UIMessage[] }).messages.at(-1)!;
const ask = async (harness: ChatHarness, message: string, user = ann): Promise<UIMessage> =>
  answerOf(await harness.call('POST', 'chat', { body: { message }, user }));
const goOn = (harness: ChatHarness, turn: unknown, options: object = {}): Promise<Response> =>
  harness.call('POST', 'chat/continue', { body: { turn }, ...options });
/** An answer that is cut off after its first step; later turns have the usual number. */
async function cutOff(harness: ChatHarness, message: string): Promise<UIMessage> {
  setTurnLimit(harness.doc, 'steps', 1);
  const cut = await ask(harness, message);
  setTurnLimit(harness.doc, 'steps', agentLimits.turnSteps.usual);
  return cut;
}
const slow = { text: `append to a.txt: ${'word '.repeat(60)}` };
const saidIn = (message: UIMessage | undefined): string =>
  (message?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');

const lines = 'list then append to a.txt: two then list then append to a.txt: three then list';

describe('a turn that was cut off', () => {
  it('A183 A184 goes on in a turn of its own, with new steps, and does the rest once', async () => {
    const harness = roomWith(3);
    const cut = await ask(harness, lines);
    expect(metadataOf(cut)).toMatchObject({ ended: 'steps' });
    expect(saidIn(cut)).toContain('Stopped after 3 steps: turn limit reached.');
    const rest = await answerOf(await goOn(harness, cut.id, { user: ben }));
    expect(metadataOf(rest)?.ended).toBe('steps');
    const last = await answerOf(await goOn(harness, rest.id, { user: ben }));
    expect(metadataOf(last)?.ended).toBeUndefined();
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\nthree\n');
    expect(harness.transcript.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect(harness.transcript[2]?.metadata).toMatchObject({
      author: ben,
      turn: rest.id,
      continues: cut.id,
    });
    expect(new Set([cut.id, rest.id, last.id]).size).toBe(3);
    expect(new Set(harness.writers).size).toBe(3);
  });

  it('A183 is answered like a message: at once, as a stream, or with the replies', async () => {
    const harness = roomWith(1);
    const first = await ask(harness, 'list then list then list');
    const later = await goOn(harness, first.id, { headers: { Prefer: 'respond-async' } });
    expect(later.status).toBe(202);
    const { id } = (await later.json()) as { id: string };
    const [second] = await harness.chat.replies(id);
    await harness.chat.ask({ text: 'list' }, ben);
    const stream = await goOn(harness, second?.id, { headers: { Accept: 'text/event-stream' } });
    const events = (await stream.text()).trim().split('\n\n');
    expect(JSON.parse(events[0]?.slice(6) ?? '')).toMatchObject({ type: 'start' });
    expect(events.at(-1)).toBe('data: [DONE]');
  });

  it.each([
    ['is unknown', () => 'none', 'not_found', 'not in the transcript'],
    ['came to its end', async (harness) => (await ask(harness, 'help')).id, 'conflict', 'by itself'],
    [
      'went on already',
      async (harness) => {
        const cut = await cutOff(harness, 'list then list');
        await (await goOn(harness, cut.id)).text();
        return cut.id;
      },
      'conflict',
      'went on already',
    ],
    [
      'is running',
      async (harness) => {
        await harness.chat.ask(slow, ann);
        await vi.waitUntil(() => harness.open !== undefined);
        const { id } = harness.open!;
        // The SDK stores a reply in parts while it is written.
        harness.transcript.push({ id, role: 'assistant', parts: [] });
        return id;
      },
      'conflict',
      'still working',
    ],
    [
      'waits to go on',
      async (harness) => {
        const cut = await cutOff(harness, 'list then list');
        await harness.chat.ask(slow, ann);
        await goOn(harness, cut.id, { headers: { Prefer: 'respond-async' } });
        return cut.id;
      },
      'conflict',
      'already waiting',
    ],
    [
      'is queued to be asked again',
      async (harness) => {
        const cut = await cutOff(harness, 'list then list');
        await harness.chat.ask(slow, ann);
        const asked = harness.transcript.find(({ role }) => role === 'user');
        await harness.call('POST', `chat/messages/${asked?.id}/resend`, { body: {} });
        return cut.id;
      },
      'conflict',
      'asked again',
    ],
  ] satisfies [string, (harness: ChatHarness) => string | Promise<string>, string, string][])(
    'A183 does not go on when it %s',
    async (_, prepare, code, message) => {
      const harness = new ChatHarness();
      const turn = await prepare(harness);
      await expect(goOn(harness, turn)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
      harness.chat.stop(ann);
    },
  );

  it('A183 does not go on for viewers, without a turn, or twice when two people ask at once', async () => {
    const harness = new ChatHarness();
    const cut = await cutOff(harness, 'list then list');
    await expect(goOn(harness, cut.id, { role: 'viewer' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(goOn(harness, undefined)).rejects.toMatchObject({ code: 'bad_request' });
    const both = await Promise.allSettled([goOn(harness, cut.id), goOn(harness, cut.id, { user: ben })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(
      harness.transcript.filter(({ metadata }) => JSON.stringify(metadata).includes('"continues"')),
    ).toHaveLength(1);
  });

  it('A184 goes on also when someone asked for something else in between', async () => {
    const harness = new ChatHarness();
    const prompts = listenIn(harness);
    const cut = await cutOff(harness, lines);
    await ask(harness, 'read a.txt', ben);
    const rest = await answerOf(await goOn(harness, cut.id));
    expect(metadataOf(rest)?.ended).toBeUndefined();
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\nthree\n');
    const said = JSON.stringify(prompts.at(-1));
    expect(said.indexOf('Ben says:')).toBeLessThan(said.indexOf('Ann says:'));
  });

  it('A184 goes on after a stop with what was typed, which is told', async () => {
    const harness = new ChatHarness();
    const prompts = listenIn(harness);
    const id = await harness.chat.ask(slow, ann);
    await vi.waitUntil(() => (readAll(harness.doc).get('a.txt')?.length ?? 0) > 20);
    harness.chat.stop(ben);
    const [cut] = await harness.chat.replies(id);
    expect(metadataOf(cut)?.ended).toBe('stopped');
    const typed = readAll(harness.doc).get('a.txt');
    const rest = await answerOf(await goOn(harness, cut?.id));
    expect(saidIn(rest)).toContain('Stopped');
    expect(readAll(harness.doc).get('a.txt')).toBe(typed);
    const said = JSON.stringify(prompts.at(-1));
    expect(said).toContain('somebody stopped it; Ann lets you go on');
    expect(said).not.toContain('Stopped by Ben. What was done');
  });

  it('A192 waits in the queue, where it can be removed but not reworded', async () => {
    const harness = new ChatHarness();
    const cut = await cutOff(harness, 'list then list');
    const long = await harness.chat.ask(slow, ben);
    const answer = await goOn(harness, cut.id, { headers: { Prefer: 'respond-async' } });
    const { id } = (await answer.json()) as { id: string };
    expect(harness.state.queue).toMatchObject([{ id, author: ann, continues: cut.id }]);
    const reworded = harness.call('PATCH', `chat/queue/${id}`, { body: { message: 'list' } });
    await expect(reworded).rejects.toMatchObject({ code: 'forbidden' });
    const again = harness.call('POST', `chat/messages/${harness.transcript[0]?.id}/resend`, { body: {} });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    await harness.call('DELETE', `chat/queue/${id}`, { user: ben });
    expect(harness.state.queue).toEqual([]);
    harness.chat.stop(ann);
    await harness.chat.replies(long);
    expect(metadataOf(await answerOf(await goOn(harness, cut.id)))?.ended).toBeUndefined();
  });

  it('A192 leaves the queue when the answer has left the transcript meanwhile', async () => {
    const harness = new ChatHarness();
    const cut = await cutOff(harness, 'list then list');
    const long = await harness.chat.ask(slow, ben);
    const waiting = goOn(harness, cut.id);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'conflict' });
    await vi.waitUntil(() => harness.state.queue.length > 0);
    await harness.host.drop(new Set([cut.id]));
    harness.chat.stop(ann);
    await harness.chat.replies(long);
    await refused;
    await vi.waitUntil(() => harness.held === 0);
    expect(harness.state).toMatchObject({ status: 'idle', queue: [] });
  });

  it('A185 is asked again as a whole: all its answers leave, by whichever message', async () => {
    for (const by of ['request', 'continuation'] as const) {
      const harness = new ChatHarness();
      const cut = await cutOff(harness, 'list then list then list');
      const rest = await answerOf(await goOn(harness, cut.id, { user: ben }));
      await ask(harness, 'help', ben);
      expect(harness.transcript).toHaveLength(6);
      const id = harness.transcript[by === 'request' ? 0 : 2]?.id;
      const sent = await harness.call('POST', `chat/messages/${id}/resend`, { body: {} });
      const [again] = await harness.chat.replies(((await sent.json()) as { id: string }).id);
      expect(harness.transcript).toHaveLength(4);
      expect(harness.transcript.map((message) => message.id)).not.toContain(rest.id);
      expect(saidIn(harness.transcript[2])).toBe('list then list then list');
      expect(metadataOf(again)?.ended).toBeUndefined();
    }
  });

  it('A185 is not asked again while it goes on', async () => {
    const harness = new ChatHarness();
    const cut = await cutOff(harness, `list then ${slow.text}`);
    const going = goOn(harness, cut.id);
    await vi.waitUntil(() => harness.open !== undefined);
    const again = harness.call('POST', `chat/messages/${harness.transcript[0]?.id}/resend`, { body: {} });
    await expect(again).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Stop') });
    harness.chat.stop(ann);
    await going;
  });
});
