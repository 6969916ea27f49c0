import { isToolUIPart } from 'ai';
import { afterEach, expect, it } from 'vitest';
import { setAsksBefore } from '../../../../shared/approvals.ts';
import { readAll } from '../../../../shared/doc.ts';
import type { Turn } from '../../../../shared/turn.ts';
import { setTurnLimit } from '../../../../shared/turn-limits.ts';
import { startAnthropicServer } from '../../../../test/anthropic-server.ts';
import { count, report } from '../../../../test/counts.ts';
import { asksForSummary, doneIn, half, nextAnswer } from '../../../../test/long-task/model.ts';
import { after, before, type Files, request, steps } from '../../../../test/long-task/task.ts';
import { Writer } from '../../../../test/long-task/writer.ts';
import type { ScriptedTurn } from '../../../../test/model-server.ts';
import { stepUnits } from '../../../../test/prompt-cache.ts';
import { startResponsesServer } from '../../../../test/openai-responses-server.ts';
import { startOpenAiServer } from '../../../../test/openai-server.ts';
import { type Message, newRoom, Page, until } from '../../../../test/page.ts';
import { Product } from '../../../../test/product.ts';

const openAi = { provider: 'OPENAI', model: 'gpt-5.1' };
const wires = [
  {
    wire: 'Anthropic messages',
    provider: 'ANTHROPIC',
    model: 'claude-sonnet-4-5',
    api: 'chat',
    start: startAnthropicServer,
  },
  { wire: 'OpenAI Responses', ...openAi, api: 'responses', start: startResponsesServer },
  { wire: 'OpenAI-compatible chat', ...openAi, api: 'chat', start: startOpenAiServer },
].slice(0, count('taskWires'));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const page of Page.all.splice(0)) page.close();
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** What goes wrong on the model's side, once each, by how many steps are done by then. */
const misfortunes: readonly [done: number, turn: ScriptedTurn][] = [
  [9, { status: 429, retryAfter: '1' }],
  [29, { hangAfter: 'I think about the ' }],
];

const filesIn = (page: Page): Files => Object.fromEntries(readAll(page.doc));

const partsIn = (messages: readonly Message[]): Message['parts'] => messages.flatMap(({ parts }) => parts);
const textsIn = (messages: readonly Message[]): string =>
  partsIn(messages)
    .flatMap((part) => (part.type === 'text' ? part.text : []))
    .join('\n');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

it.each(wires)(
  'A226 a task of 40 steps over 12 files comes out right over $wire, whatever goes wrong in between',
  async ({ wire, provider, api, model, start }) => {
    const left = new Map(misfortunes);
    let writer: Writer | undefined;
    const server = await start((asked) => {
      if (asksForSummary(asked)) return nextAnswer(asked);
      const done = doneIn(asked);
      // Ben writes between the agent's read and its rewrite, and in a file that the agent has made.
      if (done.includes(9)) writer?.begin('plan.md');
      if (done.includes(14)) writer?.begin('notes/a.md');
      const misfortune = left.get(done.length);
      left.delete(done.length);
      return misfortune ?? nextAnswer(asked);
    });
    const product = new Product({
      vars: {
        [`${provider}_API_KEY`]: 'sk-test',
        [`${provider}_BASE_URL`]: server.url,
        [`${provider}_MODEL`]: model,
        OPENAI_API: api,
        ANTHROPIC_THINKING_TOKENS: '2048',
        MODEL_WINDOWS: `${model}=10000`,
      },
    });
    closing.push(
      () => product.stop(),
      () => server.close(),
    );
    await product.start();
    const room = await newRoom(product.url);
    const ann = await Page.join(product.url, room, 'Ann', 'owner');
    const ben = await Page.join(product.url, room, 'Ben');
    for (const kind of ['edit', 'delete', 'run', 'bash'] as const) setAsksBefore(ann.doc, kind, false);
    setTurnLimit(ann.doc, 'steps', 16);
    for (const path of readAll(ann.doc).keys()) await ann.call('DELETE', `file/${path}`);
    for (const [path, text] of Object.entries(before)) await ann.call('PUT', `file/${path}`, text);
    await ann.reachCoder();
    for (const page of [ann, ben]) await expect.poll(() => filesIn(page)).toEqual(before);

    let kills = 0;
    const kill = async (...parts: Parameters<Product['kill']>[0][]): Promise<void> => {
      kills++;
      await Promise.all(parts.map((part) => product.kill(part)));
      await Promise.all(parts.map((part) => product.startPart(part)));
      await Promise.all([ann, ben].map((page) => page.watch()));
    };
    /** Resolves with the next answer, also when the model hangs and everything is killed meanwhile. */
    const answerAfter = async (last: Message | undefined): Promise<Message | undefined> => {
      const isOver = (): boolean => {
        const { id, metadata } = ann.transcript.at(-1) ?? {};
        return ann.state?.status === 'idle' && id !== last?.id && metadata?.durationMs !== undefined;
      };
      await expect.poll(() => isOver() || server.hanging > 0, { timeout: 60_000 }).toBe(true);
      if (server.hanging === 0) return ann.transcript.at(-1);
      await kill('worker', 'room', 'executor');
      return answerAfter(last);
    };

    writer = new Writer(
      ben,
      Object.keys(before).filter((path) => !['old.txt', 'plan.md'].includes(path)),
    );
    const began = Date.now();
    await ann.askLater(request);
    await until('the long edit', () => ann.text('book/c7.md')?.includes('word5') === true);
    await kill('worker');
    let last = await answerAfter(undefined);
    let continuations = 0;
    while (last?.metadata?.ended === 'steps') {
      continuations++;
      await ben.call('POST', 'chat/continue', JSON.stringify({ turn: last.id }), { Prefer: 'respond-async' });
      last = await answerAfter(last);
    }
    const tookMs = Date.now() - began;
    writer.stop();

    const { requests } = server;
    const summaries = requests.filter(asksForSummary).length;
    const share =
      sum(requests.map(({ cache }) => cache.cached)) / sum(requests.map(({ cache }) => cache.units));
    const asked = requests.filter((each) => !asksForSummary(each));
    const anew = asked.filter(
      ({ cache }, at) => cache.cached <= (asked[at - 1]?.cache.units ?? Infinity) - stepUnits,
    ).length;
    report(
      `${wire}: ${requests.length} requests, ${anew} of them with a new beginning, ${summaries} summaries, ${continuations} continuations, ${kills} kills, ${Math.round(100 * share)} % cached, ${tookMs} ms`,
    );
    const history = await ann.history();
    expect(server.complaints).toEqual([]);
    const calls = partsIn(history).filter(isToolUIPart);
    expect(calls.map(({ state }) => state)).toEqual(steps.map(() => 'output-available'));
    expect(calls.map(({ type, input }) => ({ tool: type.slice('tool-'.length), input }))).toEqual(steps);
    const done = writer.addedTo(after, { 'book/c7.md': 'book/last.md' });
    for (const page of [ann, ben]) await expect.poll(() => filesIn(page), { timeout: 20_000 }).toEqual(done);
    expect(JSON.stringify(calls)).toContain(
      'The server was restarted during this; the rest was made at once',
    );
    expect(textsIn(history)).toContain(half.begin + half.rest);
    expect([...left.keys()]).toEqual([]);
    expect(summaries).toBeGreaterThanOrEqual(3);
    expect(continuations).toBeGreaterThanOrEqual(2);
    expect(kills).toBe(2);
    expect(share).toBeGreaterThan(0.6);
    // Were the window to slide from step to step, each prompt would begin anew.
    expect(anew).toBeLessThanOrEqual(1 + summaries + continuations + kills);

    const cy = await Page.join(product.url, room, 'Cy');
    for (const page of [ann, ben])
      await expect.poll(() => page.transcript, { timeout: 20_000 }).toEqual(cy.transcript);

    const { turns } = await ann.call<{ turns: Turn[] }>('GET', 'turns');
    for (const { id } of turns) await ann.call('POST', `turns/${id}/undo`, '{}');
    const undone = writer.addedTo(before);
    for (const page of [ann, ben, cy])
      await expect.poll(() => filesIn(page), { timeout: 20_000 }).toEqual(undone);
  },
);
