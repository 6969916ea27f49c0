import { isToolUIPart } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrder } from '../../../shared/chat.ts';
import type { Usage } from '../../../shared/usage.ts';
import type { ModelServer } from '../../../test/model-server.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { type Message, newRoom, Page, until } from '../../../test/page.ts';
import { Product } from '../../../test/product.ts';

const vars: Record<string, string> = {};
const product = new Product({ vars });
let openAi: ModelServer;
let ann: Page;
let ben: Page;

beforeAll(async () => {
  openAi = await startOpenAiServer();
  Object.assign(vars, {
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: openAi.url,
    OPENAI_MODEL: 'scripted',
    MODEL_WINDOWS: 'scripted=12000',
  });
  await product.start();
  const room = await newRoom(product.url);
  ann = await Page.join(product.url, room, 'Ann');
  ben = await Page.join(product.url, room, 'Ben');
});
afterAll(async () => {
  for (const page of Page.all) page.close();
  await Promise.all([product.stop(), openAi.close()]);
});

const rowsIn = (messages: readonly Message[]): Message[] =>
  messages.filter(({ metadata }) => metadata?.summary !== undefined);
const told = (): string => JSON.stringify(openAi.requests.at(-1)?.messages);
const compact = (by: Page): Promise<unknown> => by.call('POST', 'chat/compact', '{}');

describe('a conversation with a model of a small window', () => {
  it('A174 is summarised within a turn, with one transcript on all pages, and the next turn goes on from there', async () => {
    for (const i of [0, 1, 2, 3])
      await ann.call('PUT', `file/f${i}.txt`, `fact-${i} ${'.'.repeat(11_000)}\n`);
    const read = (i: number) => ({ calls: [{ name: 'readFile', arguments: { path: `f${i}.txt` } }] });
    openAi.script(read(0), read(1), read(2), { text: 'fact-0, fact-1' }, read(3), { text: 'All read.' });
    const replies = await ann.ask('read all four');
    expect(replies[0]?.parts.filter(isToolUIPart)).toHaveLength(4);
    expect(JSON.stringify(replies)).toContain('All read.');
    expect(replies[0]?.metadata).not.toHaveProperty('leftOut');
    expect(told()).toContain('fact-0, fact-1');
    expect(told()).toContain('read all four');
    const history = await ann.history();
    const [row, ...more] = rowsIn(history);
    expect(more).toEqual([]);
    expect(row?.metadata?.summary).toMatchObject({ messages: 0, steps: 2, turn: replies[0]?.id });
    expect(history.map(({ id }) => id)).toEqual([row?.id, history[1]?.id, replies[0]?.id]);
    for (const page of [ann, ben]) {
      await until('the transcript', () => page.transcript.length === 3);
      const shown = inOrder(page.transcript, ({ metadata }) => metadata?.at);
      expect(shown).toEqual(await page.shownHistory());
    }
    openAi.script({ text: 'They have facts.' });
    await ann.ask('what is in them?');
    expect(told()).toContain('fact-0, fact-1');
    expect(told()).toContain('fact-3 ...');
    expect(told()).not.toContain('fact-1 ...');
  });

  it('H42 A176 A177 leaves no summary after a kill in the middle of it, and keeps one that is made, booked to who asked', async () => {
    const before = await ann.history();
    openAi.script({ hangAfter: 'They read ' });
    const broken = compact(ann).catch(() => 'gone');
    await until('the summary', () => openAi.hanging === 1);
    expect(ann.state?.notice).toContain('Summarising');
    await product.kill('worker');
    await broken;
    await product.startPart('worker');
    await ann.watch();
    await until('idle', () => ann.state?.status === 'idle');
    expect(ann.state?.notice).toBeUndefined();
    expect(await ann.history()).toEqual(before);
    openAi.script({ text: 'Ann read four files.' });
    expect(await compact(ben)).toMatchObject({ messages: 4 });
    const { byPerson } = await ann.call<Usage>('GET', 'usage');
    expect(byPerson.map(({ by }) => by.name).sort()).toEqual(['Ann', 'Ben']);
    await product.kill('worker');
    await product.startPart('worker');
    await ann.watch();
    expect(rowsIn(await ann.history()).at(-1)?.parts).toMatchObject([{ text: 'Ann read four files.' }]);
    openAi.script({ text: 'You are welcome.' });
    await ann.ask('thank you');
    expect(told()).toContain('Ann read four files.');
    expect(told()).not.toContain('read all four');
  });
});
