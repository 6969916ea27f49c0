import type { UIMessage } from 'ai';
import { describe, expect, it } from 'vitest';
import { fileIdAt, readAll } from '../../../shared/doc.ts';
import { agentLimits, chatLimits } from '../../../shared/limits.ts';
import { ann, ben, ChatHarness } from '../../../test/chat-harness.ts';

describe('the chat', () => {
  it('A34 answers one turn at a time in order, each under its own id, and is idle at the end', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: 'append to a.txt: two' }, ann);
    const second = await harness.chat.ask({ text: 'append to a.txt: three' }, ben);
    expect(harness.state.queue.map(({ id }) => id)).toEqual([second]);
    const replies = await harness.chat.replies(second);
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\nthree\n');
    expect(harness.transcript.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(harness.transcript[0]?.id).toBe(first);
    expect(harness.transcript[2]?.metadata).toMatchObject({ author: ben, turn: replies[0]?.id });
    expect(new Set(harness.writers).size).toBe(2);
    expect(harness.statuses).toContain('editing');
    expect(harness.state).toMatchObject({ status: 'idle', queue: [] });
    expect(harness.presence.at(-1)).toMatchObject({ status: 'idle' });
    expect([harness.held, harness.open]).toEqual([0, undefined]);
  });

  it('H36 H38 halts for good: stops the turn, keeps the queue, and resolves at once when halted again', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: 'append to a.txt: two' }, ann);
    const second = await harness.chat.ask({ text: 'append to a.txt: three' }, ben);
    await harness.chat.halt(ann);
    await harness.chat.replies(first);
    await harness.chat.halt(ann);
    expect(harness.open).toBeUndefined();
    expect(harness.state.queue.map(({ id }) => id)).toEqual([second]);
    expect(readAll(harness.doc).get('a.txt')).not.toContain('three');
  });

  it('A35 treats the same message id as the same message', async () => {
    const harness = new ChatHarness();
    const body = { message: 'append to a.txt: two', id: 'M' };
    const answers = await Promise.all([
      harness.call('POST', 'chat', { body }),
      harness.call('POST', 'chat', { body }),
    ]);
    const again = await harness.call('POST', 'chat', { body });
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\n');
    const texts = await Promise.all([...answers, again].map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ messages: [{ role: 'assistant' }] });
  });

  it('A36 answers 202 at once when asked to, and streams when asked to', async () => {
    const harness = new ChatHarness();
    const later = await harness.call('POST', 'chat', {
      body: { message: 'list', id: 'L' },
      headers: { Prefer: 'respond-async' },
    });
    expect([later.status, await later.json()]).toEqual([202, { id: 'L' }]);
    const stream = await harness.call('POST', 'chat', {
      body: { message: 'read a.txt' },
      headers: { Accept: 'text/event-stream' },
    });
    const events = (await stream.text()).trim().split('\n\n');
    expect(events.at(-1)).toBe('data: [DONE]');
    const types = events.slice(0, -1).map((event) => (JSON.parse(event.slice(6)) as { type: string }).type);
    expect(types[0]).toBe('start');
    expect(types).toEqual(
      expect.arrayContaining(['text-delta', 'tool-output-available', 'message-metadata']),
    );
    expect(types.at(-1)).toBe('finish');
  });

  it('A37 lets viewers read, but not write, stop or clear', async () => {
    const harness = new ChatHarness();
    for (const path of ['chat', 'chat/stop', 'chat/clear']) {
      await expect(
        harness.call('POST', path, { body: { message: 'list' }, role: 'viewer' }),
      ).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    expect((await harness.call('GET', 'chat/history', { role: 'viewer' })).status).toBe(200);
    expect(harness.transcript).toEqual([]);
  });

  it('A38 A134 clears queue and transcript, and stops the current turn', async () => {
    const harness = new ChatHarness();
    const first = await harness.chat.ask({ text: `append to a.txt: ${'word '.repeat(60)}` }, ann);
    const running = harness.chat.replies(first);
    const second = await harness.chat.ask({ text: 'list' }, ben);
    const waiting = expect(harness.chat.replies(second)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await (await harness.call('POST', 'chat/clear')).json()).toEqual({ cleared: 2 });
    expect(harness.noted).toEqual([{ kind: 'clear', messages: 2 }]);
    await Promise.all([running, waiting]);
    expect([harness.transcript, harness.state.queue, harness.state.status]).toEqual([[], [], 'idle']);
  });

  it('A38 keeps and answers messages that come after clearing', async () => {
    const harness = new ChatHarness();
    await harness.chat.ask({ text: `append to a.txt: ${'word '.repeat(60)}` }, ann);
    const cleared = harness.chat.clear(ann);
    const later = await harness.chat.ask({ text: 'append to a.txt: three' }, ben);
    await harness.chat.postToPeople({ text: 'hello' }, ben, 'S');
    expect(await cleared).toBe(2);
    const [reply] = await harness.chat.replies(later);
    expect(readAll(harness.doc).get('a.txt')).toContain('three');
    expect(new Set(harness.transcript.map(({ id }) => id))).toEqual(new Set([later, reply?.id, 'S']));
    expect(harness.state).toMatchObject({ status: 'idle', queue: [] });
  });

  it('A130 keeps the newest messages when the transcript is too long', async () => {
    const harness = new ChatHarness();
    const text = 'x'.repeat(chatLimits.maxMessageLength);
    const count = Math.ceil(agentLimits.keptMessagesLength / text.length);
    harness.transcript = Array.from({ length: count - 1 }, (_, at) => ({
      id: `M${at}`,
      role: 'user',
      parts: [{ type: 'text', text }],
    }));
    await harness.chat.postToPeople({ text }, ann, `M${count - 1}`);
    const kept = harness.transcript.map(({ id }) => id);
    expect(kept.at(-1)).toBe(`M${count - 1}`);
    expect(kept.length).toBeLessThan(count * 0.76);
    expect(kept.length).toBeGreaterThan(count * 0.7);
  });

  it('A12 the agent is seen where it reads, and keeps that place while its turn lasts', async () => {
    const harness = new ChatHarness();
    await harness.call('POST', 'chat', { body: { message: 'list, then read a.txt, then list' } });
    const file = fileIdAt(harness.doc, 'a.txt');
    const places = harness.presence.map((shown) => ('file' in shown ? shown.file : undefined));
    const first = places.indexOf(file);
    expect(first).toBeGreaterThan(0);
    expect(new Set(places.slice(0, first))).toEqual(new Set([undefined]));
    expect(new Set(places.slice(first))).toEqual(new Set([file]));
    expect(harness.presence.at(-1)).toMatchObject({ file, status: 'idle' });
  });

  it('A96 answers a request after a conversation too long for the prompt', async () => {
    const harness = new ChatHarness();
    const text = 'x'.repeat(300_000);
    const before = (role: 'user' | 'assistant'): UIMessage => ({
      id: role,
      role,
      parts: [{ type: 'text', text }],
    });
    harness.transcript = [before('user'), before('assistant')];
    await harness.call('POST', 'chat', { body: { message: 'append to a.txt: two' } });
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\n');
  });

  it('A131 says in the transcript that a turn failed, even when it threw an error', async () => {
    for (const broken of ['host', 'model'] as const) {
      const harness = new ChatHarness();
      if (broken === 'host') harness.host.appendAndReply = () => Promise.reject(new Error('sk-secret'));
      else harness.models = { ...harness.models, get: () => ({ modelId: 'm' }) as never };
      const { messages } = (await (
        await harness.call('POST', 'chat', { body: { message: 'list', id: 'M' } })
      ).json()) as { messages: UIMessage[] };
      expect(messages).toMatchObject([{ metadata: { ended: 'failed' } }]);
      expect(JSON.stringify(messages)).toContain('Something failed on the server');
      expect(JSON.stringify(messages)).not.toContain('sk-secret');
      expect(harness.transcript.map(({ id }) => id)).toEqual(['M', messages[0]?.id]);
      expect([harness.state.status, harness.open]).toEqual(['idle', undefined]);
    }
  });

  it('A39 refuses an empty, malformed or too long body', async () => {
    const harness = new ChatHarness();
    for (const body of [{ message: ' ' }, { text: 'x' }, { message: 'x'.repeat(40_000) }]) {
      await expect(harness.call('POST', 'chat', { body })).rejects.toMatchObject({ code: 'bad_request' });
    }
  });
});
