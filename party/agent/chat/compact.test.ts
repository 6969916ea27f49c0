import { describe, expect, it } from 'vitest';
import { ann, ben, ChatHarness, promptTexts } from '../../../test/chat-harness.ts';
import { ask, compactingScene, rowsOf, talk } from '../../../test/compaction-harness.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { budgeted } from '../models/budgeted.ts';
import { RoomBudget } from '../models/room-budget.ts';
import { UsageTable } from '../models/usage-table.ts';
import { metadataOf, textIn } from '../turn/messages.ts';
import { promptOf } from '../turn/prompt.ts';
import { withoutSummariesOf } from '../turn/summaries.ts';

const compact = async (harness: ChatHarness, body?: object): Promise<unknown> =>
  (await harness.call('POST', 'chat/compact', body ? { body } : {})).json();

describe('a summary that people ask for', () => {
  it('A177 takes in the whole conversation, keeps what they name, and is a message of its own', async () => {
    const { harness, calls, steps } = compactingScene();
    harness.transcript = talk(3, 1_000);
    const answer = await compact(harness, { keep: 'the colour of the roof' });
    const [row] = rowsOf(harness);
    expect(answer).toMatchObject({ id: row?.id, messages: 6, tokensBefore: expect.any(Number) });
    expect(harness.host.messages().at(-1)).toBe(row);
    expect(textIn(row!)).toBe('Summary 1.');
    expect(JSON.stringify(calls[0]?.prompt)).toContain('the colour of the roof');
    expect(JSON.stringify(calls[0]?.prompt)).toContain('answer 2 xxx');
    const { usage, context, summary } = metadataOf(row) ?? {};
    expect(usage).toMatchObject({ outputTokens: 5 });
    expect(summary!.tokensAfter).toBeLessThan(summary!.tokensBefore);
    expect(context?.tokens).toBe(summary?.tokensAfter);
    expect(harness.statuses).toEqual(['thinking', 'idle']);
    expect(harness.state.notice).toBeUndefined();
    await ask(harness, 'go on');
    expect(promptTexts(steps()[0]?.prompt)).toEqual([
      expect.stringContaining('Summary 1.'),
      'Ann says:\ngo on',
    ]);
  });

  it('A177 is refused when nothing was said since the last one, and while the agent answers', async () => {
    const { harness, calls } = compactingScene(async () => {
      await expect(compact(harness)).rejects.toMatchObject({
        code: 'conflict',
        message: 'The agent is answering. Stop it, or wait for its answer.',
      });
      return { text: 'Yes.' };
    });
    const nothing = { code: 'conflict', message: expect.stringContaining('nothing to summarise') };
    await expect(compact(harness)).rejects.toMatchObject(nothing);
    await ask(harness, 'hello');
    await compact(harness);
    await expect(compact(harness)).rejects.toMatchObject(nothing);
    expect(calls).toHaveLength(2);
    expect(metadataOf(rowsOf(harness)[0])?.summary?.messages).toBe(2);
  });

  it('A177 is for those who may edit, and one at a time', async () => {
    const { harness } = compactingScene(undefined, async () => {
      await expect(compact(harness)).rejects.toMatchObject({
        code: 'conflict',
        message: 'The conversation is being summarised already.',
      });
      return { text: 'Short.' };
    });
    harness.transcript = talk(3, 1_000);
    await expect(harness.call('POST', 'chat/compact', { role: 'viewer' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(compact(harness, { keep: 'x'.repeat(3_000) })).rejects.toMatchObject({
      code: 'bad_request',
    });
    await compact(harness);
    expect(rowsOf(harness)).toHaveLength(1);
  });

  it('A177 counts as a turn in the quotas, and asks no model when those are used up', async () => {
    const { harness, calls } = compactingScene();
    harness.transcript = talk(3, 1_000);
    harness.beginTurn = () => Promise.reject(new Error('used up'));
    await expect(compact(harness)).rejects.toThrow('used up');
    expect([calls, rowsOf(harness)]).toEqual([[], []]);
  });

  it('H42 A177 is booked to who asks for it, as a turn of theirs', async () => {
    const { harness } = compactingScene();
    const usage = new UsageTable(coderTables());
    const budget = new RoomBudget({
      usage,
      storage: { get: () => undefined, put: () => undefined },
      serverTokensPerDay: undefined,
      turn: () => harness.open,
      summary: () => harness.chat.summary,
      onWarning: () => undefined,
    });
    harness.models = budgeted(harness.models, budget, async () => undefined);
    harness.transcript = talk(3, 1_000);
    for (const user of [ben, ann]) {
      await harness.call('POST', 'chat/compact', { user });
      await ask(harness, 'go on');
    }
    const booked = usage.report().byPerson.map(({ by, turns }) => [by.name, turns]);
    expect(new Map(booked as [string, number][])).toEqual(
      new Map([
        ['Ann', 3],
        ['Ben', 1],
      ]),
    );
    expect(harness.chat.summary).toBeUndefined();
  });

  it('A177 says why it failed, and leaves the conversation as it was', async () => {
    const { harness } = compactingScene(undefined, () => ({ text: 'Ann wan', finish: 'length' }));
    harness.transcript = talk(3, 1_000);
    await expect(compact(harness)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The model’s summary broke off before its end.',
    });
    expect(rowsOf(harness)).toEqual([]);
    expect(harness.state).toMatchObject({ status: 'idle', notice: undefined });
  });

  it('A177 ends at once when someone stops it; messages of meanwhile are answered after it', async () => {
    const begun = Promise.withResolvers<void>();
    const { harness } = compactingScene(undefined, (options) => {
      begun.resolve();
      return new Promise((_, reject) => {
        options.abortSignal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    });
    harness.transcript = talk(3, 1_000);
    const summing = expect(compact(harness)).rejects.toMatchObject({
      code: 'stopped',
      message: 'Ben stopped the summary.',
    });
    await begun.promise;
    const asked = await harness.chat.ask({ text: 'hello' }, ann);
    expect(harness.open).toBeUndefined();
    expect(await (await harness.call('POST', 'chat/stop', { user: ben })).json()).toEqual({ stopped: true });
    await summing;
    expect(textIn((await harness.chat.replies(asked))[0]!)).toBe('Yes.');
    expect(rowsOf(harness)).toEqual([]);
  });

  it('A177 stands before what is said while it is made', async () => {
    const { harness, steps } = compactingScene(undefined, async () => {
      await harness.chat.postToPeople({ text: 'lunch?' }, ben);
      return { text: 'Short.' };
    });
    harness.transcript = talk(3, 1_000);
    await compact(harness);
    expect(harness.host.messages().slice(-2).map(textIn)).toEqual(['Short.', 'lunch?']);
    await ask(harness, 'go on');
    expect(promptTexts(steps()[0]?.prompt).slice(1)).toEqual([
      'Ben says to the others:\nlunch?',
      'Ann says:\ngo on',
    ]);
  });

  it('A182 is cleared with the chat', async () => {
    const { harness } = compactingScene();
    harness.transcript = talk(3, 1_000);
    await compact(harness);
    expect(await (await harness.call('POST', 'chat/clear')).json()).toEqual({ cleared: 7 });
    expect(harness.transcript).toEqual([]);
  });

  it('A176 is not told to the turn that made it when that goes on after a kill: its prompt is as it began', async () => {
    const { harness } = compactingScene();
    harness.transcript = talk(14, 8_000);
    const before = promptOf({ messages: harness.host.messages(), attached: () => [] });
    const reply = await ask(harness, 'question 14');
    expect(rowsOf(harness)).toHaveLength(1);
    const messages = harness.host.messages().slice(0, -2);
    const prompt = (turn: string): unknown =>
      promptOf({ messages: withoutSummariesOf(messages, turn), attached: () => [] });
    expect(prompt(reply.id)).toEqual(before);
    expect(prompt('another')).not.toEqual(before);
  });
});
