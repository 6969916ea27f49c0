import type { UIMessage } from 'ai';
import { expect, it } from 'vitest';
import { agentLimits } from '../../../shared/limits.ts';
import { ChatHarness } from '../../../test/chat-harness.ts';
import { historyPage } from './history-page.ts';

const said = (at: number, text = `said as ${at}`): UIMessage => ({
  id: `M${at}`,
  role: at % 2 === 0 ? 'user' : 'assistant',
  parts: [{ type: 'text', text }],
});
const transcript = (count: number, text?: string): UIMessage[] =>
  Array.from({ length: count }, (_, at) => said(at, text));

it('H40 pages of the transcript are its end, and what comes before a message', () => {
  const messages = transcript(100);
  const newest = historyPage(messages, { before: undefined, limit: 40 });
  expect(newest.messages).toEqual(messages.slice(60));
  expect(newest).toMatchObject({ earlier: 60, before: 'M60' });
  const found = [newest.messages];
  for (let { before } = newest; before !== undefined;) {
    const page = historyPage(messages, { before, limit: 40 });
    found.unshift(page.messages);
    before = page.before;
  }
  expect(found.flat()).toEqual(messages);
  expect(found).toHaveLength(3);
});

it('H40 a page begins with a request, so that no answer stands without it', () => {
  const messages = transcript(100);
  const page = historyPage(messages, { before: undefined, limit: 41 });
  expect(page.messages.map(({ id }) => id)).toEqual(messages.slice(58).map(({ id }) => id));
});

it('H40 a page ends before it is too long, and has one message at least', () => {
  const text = 'x'.repeat(agentLimits.historyLength / 10);
  const page = historyPage(transcript(100, text), { before: undefined, limit: 200 });
  expect(page.messages.length).toBeGreaterThan(4);
  expect(page.messages.length).toBeLessThan(11);
  const long = [
    said(0, 'x'.repeat(2 * agentLimits.historyLength)),
    said(2, 'x'.repeat(2 * agentLimits.historyLength)),
  ];
  expect(historyPage(long, { before: undefined, limit: 40 })).toMatchObject({
    messages: [{ id: 'M2' }],
    before: 'M2',
  });
});

it('H40 an empty transcript is a page of nothing; a message that is gone is answered with 404', () => {
  expect(historyPage([], { before: undefined, limit: 40 })).toEqual({ messages: [], earlier: 0 });
  expect(() => historyPage(transcript(2), { before: 'M9', limit: 40 })).toThrow('Try again');
});

it('H40 GET chat/history answers a page when asked for one, and the whole transcript otherwise', async () => {
  const harness = new ChatHarness();
  harness.transcript = transcript(100);
  const history = async (query: string): Promise<Record<string, unknown>> => {
    const request = await harness.call('GET', 'chat/history', { role: 'viewer', query });
    return { status: request.status, ...((await request.json()) as object) };
  };
  expect(await history('')).toEqual({ status: 200, messages: harness.transcript, queue: [] });
  expect(await history('?limit=2')).toEqual({
    status: 200,
    messages: harness.transcript.slice(98),
    queue: [],
    earlier: 98,
    before: 'M98',
  });
  expect(await history('?before=M40')).toMatchObject({
    messages: harness.transcript.slice(0, 40),
    earlier: 0,
  });
  await expect(history('?before=gone')).rejects.toMatchObject({ code: 'not_found' });
  for (const limit of ['0', '201', 'many'])
    await expect(history(`?limit=${limit}`)).rejects.toMatchObject({ code: 'bad_request' });
});
