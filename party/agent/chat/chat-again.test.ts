import { describe, expect, it, vi } from 'vitest';
import { createFile } from '../../../shared/doc.ts';
import { newUlid } from '../../../shared/ids.ts';
import type { User } from '../../../shared/roles.ts';
import { ann, ben, ChatHarness, listenIn, promptTexts } from '../../../test/chat-harness.ts';

describe('a message asked again', () => {
  it('A89 replaces the old message and its answer', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: 'read b.txt' }, ben);
    await harness.chat.replies(first);
    createFile(harness.doc, 'b.txt', 'there now\n');
    const answer = await harness.call('POST', `chat/messages/${first}/resend`, { body: {} });
    const { id } = (await answer.json()) as { id: string };
    const replies = await harness.chat.replies(id);
    expect(JSON.stringify(replies)).toContain('there now');
    expect(harness.transcript.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(harness.transcript[0]).toMatchObject({ id, metadata: { author: ann, wordsBy: ben } });
  });

  it('A141 stands under the name of who asks, with their mentions, for the pages and the model', async () => {
    const harness = new ChatHarness();
    const prompts = listenIn(harness);
    const first = await harness.chat.ask(
      { text: 'read @a.txt', mentions: [{ kind: 'file', path: 'a.txt' }] },
      ben,
    );
    await harness.chat.replies(first);
    createFile(harness.doc, 'b.txt', 'two\n');
    const mentions = [{ kind: 'file', path: 'b.txt' }];
    const again = async (id: string, body: object, user: User): Promise<string> => {
      const answer = await harness.call('POST', `chat/messages/${id}/resend`, { body, user });
      const sent = (await answer.json()) as { id: string };
      await harness.chat.replies(sent.id);
      return sent.id;
    };
    const second = await again(first, { message: 'read @a.txt', mentions }, ann);
    expect(harness.transcript[0]).toMatchObject({
      metadata: { author: ann, wordsBy: ben, mentions: [{ mention: mentions[0] }] },
    });
    expect(promptTexts(prompts.at(-1))[0]).toBe('Ann asks again what Ben said:\nread @a.txt');
    // Ann’s request still has Ben’s words: only he can change them, and then it is his again.
    await expect(again(second, { message: 'list' }, ann)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Only Ben'),
    });
    const third = await again(second, { message: 'list' }, ben);
    expect(harness.transcript[0]).toMatchObject({ id: third, metadata: { author: ben } });
    expect(harness.transcript[0]?.metadata).not.toHaveProperty('wordsBy');
    expect(promptTexts(prompts.at(-1))[0]).toBe('Ben says:\nlist');
  });

  it('A141 cannot be reworded by anyone while it is queued in another person’s words', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: 'read a.txt' }, ben);
    await harness.chat.replies(first);
    const long = await harness.chat.ask({ text: `append to a.txt: ${'word '.repeat(60)}` }, ann);
    const answer = await harness.call('POST', `chat/messages/${first}/resend`, { body: {} });
    const { id } = (await answer.json()) as { id: string };
    expect(harness.state.queue).toMatchObject([{ id, author: ann, wordsBy: ben }]);
    for (const user of [ann, ben]) {
      const change = harness.call('PATCH', `chat/queue/${id}`, { body: { message: 'list' }, user });
      await expect(change).rejects.toMatchObject({ code: 'forbidden' });
    }
    await harness.call('DELETE', `chat/queue/${id}`, { user: ben });
    harness.chat.stop(ann);
    await harness.chat.replies(long);
    expect(harness.transcript.map(({ id }) => id)).toContain(first);
  });

  it('A89 stays with its answer until the new turn begins, and for good if that is removed from the queue', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: 'read a.txt' }, ben);
    const [answer] = await harness.chat.replies(first);
    const long = await harness.chat.ask({ text: `append to a.txt: ${'word '.repeat(60)}` }, ann);
    const shown = () => harness.host.messages().map(({ id }) => id);
    const resend = async (): Promise<string> => {
      const sent = await harness.call('POST', `chat/messages/${first}/resend`, { body: {} });
      return ((await sent.json()) as { id: string }).id;
    };
    const again = await resend();
    expect(shown()).toEqual(expect.arrayContaining([first, answer?.id]));
    await expect(resend()).rejects.toMatchObject({ code: 'conflict' });
    await harness.call('DELETE', `chat/queue/${again}`);
    expect(shown()).toEqual(expect.arrayContaining([first, answer?.id]));
    const once = await resend();
    harness.chat.stop(ann);
    const [newer] = await harness.chat.replies(once);
    expect(shown()).toEqual([long, expect.any(String), once, newer?.id]);
  });

  it('A89 leaves before its new turn is visible, and stays when it cannot be asked', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: 'read a.txt' }, ann);
    await harness.chat.replies(first);
    const before = harness.transcript;
    const mentions = [{ kind: 'file', path: 'none.ts' }];
    const call = (body: object) => harness.call('POST', `chat/messages/${first}/resend`, { body });
    await expect(call({ message: 'read a.txt', mentions })).rejects.toMatchObject({ code: 'not_found' });
    expect(harness.transcript).toEqual(before);
    const host = { ...harness.host };
    let seen: string[] = [];
    harness.host.appendAndReply = (message, reply) => {
      seen = harness.transcript.map(({ id }) => id);
      return host.appendAndReply(message, reply);
    };
    const { id } = (await (await call({})).json()) as { id: string };
    await harness.chat.replies(id);
    expect(seen).toEqual([]);
  });

  it('A89 can be reworded only by its author, and not while it is being answered', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: `append to a.txt: ${'word '.repeat(60)}` }, ben);
    const call = (message: string, user = ann) =>
      harness.call('POST', `chat/messages/${first}/resend`, { body: { message }, user });
    await expect.poll(() => harness.transcript.length).toBe(1);
    await expect(call('list')).rejects.toMatchObject({ code: 'conflict' });
    harness.chat.stop(ann);
    await harness.chat.replies(first);
    await expect(call('list')).rejects.toMatchObject({ code: 'forbidden' });
    const { id } = (await (await call('list', ben)).json()) as { id: string };
    await harness.chat.replies(id);
    expect(harness.transcript[0]?.parts).toEqual([{ type: 'text', text: 'list' }]);
    await expect(call('list', ben)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('A155 under the same id is one request, counted once; one refused for its content is not counted', async () => {
    const harness = new ChatHarness();
    let begun = 0;
    const counted = Promise.withResolvers<void>();
    harness.beginTurn = async () => {
      begun++;
      await counted.promise;
    };
    const body = { message: 'list', id: newUlid() };
    const send = (): Promise<Response> => harness.call('POST', 'chat', { body });
    const twice = [send(), send()];
    await vi.waitUntil(() => begun > 0);
    counted.resolve();
    const answers = await Promise.all((await Promise.all(twice)).map((answer) => answer.json()));
    expect(answers[1]).toEqual(answers[0]);
    expect(await (await send()).json()).toEqual(answers[0]);
    expect(harness.transcript.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(begun).toBe(1);

    const mentions = [{ kind: 'file', path: 'none.txt' }];
    const unread = harness.call('POST', 'chat', { body: { message: 'read @none.txt', mentions } });
    await expect(unread).rejects.toMatchObject({ code: 'not_found' });
    const unknown = harness.call('POST', `chat/messages/${newUlid()}/resend`, { body: {} });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
    expect(begun).toBe(1);
    await harness.call('POST', `chat/messages/${body.id}/resend`, { body: {} });
    expect(begun).toBe(2);
  });
});
