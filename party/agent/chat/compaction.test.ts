import { APICallError } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { createFile } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentUser } from '../../../shared/roles.ts';
import { ben, ChatHarness, promptTexts } from '../../../test/chat-harness.ts';
import {
  ask,
  compactingScene as scene,
  promptUnits,
  rowsOf,
  talk,
  type TalkedAnswer,
  window,
} from '../../../test/compaction-harness.ts';
import { metadataOf, textIn } from '../turn/messages.ts';

const refusal = (message: string): APICallError =>
  new APICallError({
    message,
    url: 'http://model/v1',
    requestBodyValues: {},
    statusCode: 400,
    responseBody: JSON.stringify({ error: { message } }),
  });

describe('a conversation that takes most of the model’s window', () => {
  it('A173 is summarised by the model, without tools, and the newest requests stay as they are', async () => {
    const { harness, summaries, steps } = scene();
    harness.transcript = talk(14, 8_000);
    const reply = await ask(harness, 'question 14');
    expect(textIn(reply)).toBe('Yes.');
    expect(summaries()).toHaveLength(1);
    const asked = JSON.stringify(summaries()[0]?.prompt);
    expect(asked).toContain('question 0');
    expect(asked).toContain('answer 0 xxx');
    expect(asked).not.toContain('question 14');
    const told = promptTexts(steps()[0]?.prompt);
    expect(told[0]).toMatch(/^Summary of what was said[^]*Summary 1\.$/);
    expect(told.slice(1)).toEqual([11, 12, 13, 14].map((i) => `Ann says:\nquestion ${i}`));
    expect(promptUnits(steps()[0]?.prompt ?? [])).toBeLessThan(0.4 * window * 4);
    // The row stands before the first message that it does not take in.
    const ids = harness.host.messages().map(({ id }) => id);
    const [row] = rowsOf(harness);
    expect(ids.indexOf(row!.id)).toBe(ids.indexOf('Q11') - 1);
    expect(row).toMatchObject({ role: 'assistant', parts: [{ text: 'Summary 1.' }] });
    const { summary, author, turn } = metadataOf(row)!;
    expect(author).toEqual(agentUser);
    expect(turn).toBeUndefined();
    expect(summary).toMatchObject({ messages: 22, steps: 0, turn: reply.id });
    expect(summary!.tokensBefore).toBeGreaterThan(0.8 * window);
    expect(summary!.tokensAfter).toBeLessThan(0.4 * window);
    expect(metadataOf(reply)).not.toHaveProperty('leftOut');
    expect(ids.slice(0, 3)).toEqual(['Q0', 'A0', 'Q1']);
  });

  it('A173 begins alike after that, and a later summary takes in the earlier', async () => {
    const { harness, summaries, steps } = scene(() => ({ text: 'Yes. '.padEnd(9_000, 'y') }));
    harness.transcript = talk(14, 8_000);
    for (let i = 14; i < 24; i++) await ask(harness, `question ${i}`);
    expect(summaries()).toHaveLength(2);
    expect(JSON.stringify(summaries()[1]?.prompt)).toContain('Summary 1.');
    const prompts = steps().map(({ prompt }) => JSON.stringify(prompt.slice(1)).slice(0, -1));
    const changes = prompts.slice(1).filter((prompt, at) => !prompt.startsWith(prompts[at]!));
    expect(changes).toHaveLength(1);
    const last = promptTexts(steps().at(-1)?.prompt);
    expect(last[0]).toContain('Summary 2.');
    expect(last.join()).not.toContain('Summary 1.');
    expect(rowsOf(harness)).toHaveLength(2);
    expect(rowsOf(harness).map((row) => metadataOf(row)?.summary?.messages)).toEqual([22, 38]);
  });

  it('A173 begins alike from step to step between summaries, also where outputs are the smaller part', async () => {
    const thought = 'I think about it. '.padEnd(4_000, '.');
    let made = 0;
    const { harness, summaries, steps } = scene(() =>
      made < 45 ? { text: thought, calls: [['readFile', { path: `f${made++}.txt` }]] } : { text: 'Done.' },
    );
    for (let i = 0; i < 45; i++) createFile(harness.doc, `f${i}.txt`, `fact-${i} `.padEnd(1_500, '.'));
    await ask(harness, 'read all');
    const prompts = steps().map(({ prompt }) => JSON.stringify(prompt).slice(0, -1));
    const changes = prompts.slice(1).filter((prompt, at) => !prompt.startsWith(prompts[at]!));
    expect(prompts).toHaveLength(46);
    expect(summaries().length).toBeGreaterThan(1);
    expect(changes).toHaveLength(summaries().length);
  });

  it('A173 stays as it is while the provider counts less than 80 %, and is summarised when it counts more', async () => {
    const { harness, summaries } = scene(({ prompt }) => ({
      text: 'Ja.',
      // A language of which a token is shorter than we estimate.
      inputTokens: Math.round(promptUnits(prompt) / 2),
    }));
    harness.transcript = talk(7, 8_000);
    await ask(harness, 'first');
    expect(summaries()).toHaveLength(0);
    await ask(harness, 'second');
    expect(summaries()).toHaveLength(1);
  });

  it('A174 is summarised within a turn that reads 20 files of 15 kB, and the request stays', async () => {
    let read = 0;
    const { harness, summaries, steps } = scene(
      () => (read < 20 ? { calls: [['readFile', { path: `f${read++}.txt` }]] } : { text: 'All read.' }),
      ({ prompt }, count) => ({
        text: `Summary ${count}: ${[...JSON.stringify(prompt).matchAll(/fact-\d+/g)].map(([fact]) => fact).join(' ')}`,
      }),
    );
    for (let i = 0; i < 20; i++) createFile(harness.doc, `f${i}.txt`, `fact-${i} `.padEnd(15_000, '.'));
    harness.transcript = talk(1, 100);
    const reply = await ask(harness, 'read all files');
    expect(textIn(reply)).toBe('All read.');
    expect(metadataOf(reply)).not.toHaveProperty('ended');
    expect(metadataOf(reply)).not.toHaveProperty('leftOut');
    expect(summaries().length).toBeGreaterThan(1);
    for (const { prompt } of steps()) {
      expect(promptUnits(prompt)).toBeLessThan(0.8 * window * 4);
      expect(promptTexts(prompt).filter((text) => text === 'Ann says:\nread all files')).toHaveLength(1);
    }
    const prompts = steps().map(({ prompt }) => JSON.stringify(prompt).slice(0, -1));
    const changes = prompts.slice(1).filter((prompt, at) => !prompt.startsWith(prompts[at]!));
    expect(changes).toHaveLength(summaries().length);
    // What was read is known to the end, by the summary or as it is.
    const last = JSON.stringify(steps().at(-1)?.prompt);
    for (let i = 0; i < 20; i++) expect(last).toContain(`fact-${i}`);
    expect(last).toMatch(/The first steps of your answer/);
    expect(steps()).toHaveLength(21);
    const rows = rowsOf(harness);
    expect(rows).toHaveLength(summaries().length);
    expect(metadataOf(rows.at(-1))?.summary).toMatchObject({ messages: 2, turn: reply.id });
    // The next turn goes on from there.
    await ask(harness, 'what did they say?');
    const next = steps().at(-1)!.prompt;
    expect(promptTexts(next).slice(1)).toEqual([
      'Ann says:\nread all files',
      'Ann says:\nwhat did they say?',
    ]);
    const { steps: folded = 0 } = metadataOf(rows.at(-1))?.summary ?? {};
    expect(next.filter(({ role }) => role === 'tool')).toHaveLength(20 - folded);
    expect(JSON.stringify(next)).toContain('All read.');
  });

  it('A174 keeps the request when one step alone reads more than fits', async () => {
    let asked = false;
    const { harness, steps } = scene(() => {
      if (asked) return { text: 'Too many at once.' };
      asked = true;
      return {
        calls: Array.from({ length: 20 }, (_, i) => ['readFile', { path: `f${i}.txt` }] as [string, object]),
      };
    });
    for (let i = 0; i < 20; i++) createFile(harness.doc, `f${i}.txt`, `fact-${i} `.padEnd(15_000, '.'));
    const reply = await ask(harness, 'read all files');
    expect(textIn(reply)).toBe('Too many at once.');
    const last = steps().at(-1)!.prompt;
    expect(promptUnits(last)).toBeLessThan(0.8 * window * 4);
    expect(promptTexts(last)).toContain('Ann says:\nread all files');
    expect(JSON.stringify(last)).toContain('fact-19');
  });

  it.each<[string, () => TalkedAnswer, string]>([
    [
      'an error',
      () => {
        throw refusal('Bad request.');
      },
      'did not accept the request (400)',
    ],
    ['an empty answer', () => ({ text: ' ' }), 'The model gave an empty summary.'],
    [
      'an answer that breaks off',
      () => ({ text: 'Ann wan', finish: 'length' as const }),
      'broke off before its end',
    ],
    [
      'a summary as long as the conversation',
      () => ({ text: 'x'.repeat(90_000) }),
      'as long as what it summarises',
    ],
  ])('A175 is sent without its oldest requests after %s, which the reply tells', async (_, summary, why) => {
    const { harness, steps } = scene(undefined, summary);
    harness.transcript = talk(14, 8_000);
    const reply = await ask(harness, 'question 14');
    expect(textIn(reply)).toMatch(
      /^Yes\.The conversation is too long for this model: it was not given the oldest \d+ requests\. It could not be summarised: /,
    );
    expect(textIn(reply)).toContain(why);
    expect(metadataOf(reply)?.leftOut).toBeGreaterThan(2);
    expect(promptTexts(steps()[0]?.prompt).at(-1)).toContain('question 14');
    expect(rowsOf(harness)).toEqual([]);
  });

  it('A221 ends at a limit that the summary would pass, and does not blame its length', async () => {
    const { harness, steps } = scene(undefined, () => {
      throw new TandemError('rate_limited', 'Enough for today.');
    });
    harness.transcript = talk(14, 8_000);
    const reply = await ask(harness, 'question 14');
    expect(textIn(reply)).toBe('Enough for today.');
    expect(metadataOf(reply)).toMatchObject({ ended: 'limit' });
    expect(metadataOf(reply)).not.toHaveProperty('leftOut');
    expect(steps()).toEqual([]);
  });

  it('A175 is not summarised for the built-in commands', async () => {
    const harness = new ChatHarness();
    harness.transcript = talk(14, 20_000);
    await ask(harness, 'list');
    expect(rowsOf(harness)).toEqual([]);
    await expect(harness.call('POST', 'chat/compact')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('A176 counts the summary in the turn’s usage', async () => {
    const { harness, calls } = scene(undefined, () => ({ text: 'Short.', inputTokens: 7_000 }));
    harness.transcript = talk(14, 8_000);
    const reply = await ask(harness, 'question 14');
    expect(calls).toHaveLength(2);
    const { inputTokens = 0, outputTokens } = metadataOf(reply)?.usage ?? {};
    expect(inputTokens).toBeGreaterThan(7_000 + 7_000);
    expect(outputTokens).toBe(10);
  });

  it('A176 leaves no summary when the turn is stopped meanwhile', async () => {
    const { harness, steps } = scene(undefined, async (options) => {
      harness.chat.stop(ben);
      options.abortSignal?.throwIfAborted();
      return { text: 'Too late.' };
    });
    harness.transcript = talk(14, 8_000);
    const reply = await ask(harness, 'question 14');
    expect(textIn(reply)).toBe('Stopped by Ben. Changes so far were kept.');
    expect(rowsOf(harness)).toEqual([]);
    expect(steps()).toEqual([]);
    expect(harness.state).toMatchObject({ status: 'idle', notice: undefined });
  });

  it('A176 is whole or not there: a summary that cannot be stored is not told either', async () => {
    const { harness, steps } = scene();
    harness.transcript = talk(14, 8_000);
    harness.host.keep = () => Promise.reject(new Error('the disk is full'));
    const reply = await ask(harness, 'question 14');
    expect(textIn(reply)).toContain('It could not be summarised');
    expect(JSON.stringify(steps()[0]?.prompt)).not.toContain('Summary 1.');
  });

  it('A178 is summarised when the server refuses it as too long, although it should fit', async () => {
    let refused = false;
    const { harness, summaries, steps } = scene(() => {
      if (refused) return { text: 'Yes.' };
      refused = true;
      throw refusal("This model's maximum context length is 8000 tokens.");
    });
    harness.transcript = talk(4, 8_000);
    const reply = await ask(harness, 'question 4');
    expect(textIn(reply)).toBe('Yes.');
    expect([summaries().length, steps().length]).toEqual([1, 2]);
    const told = promptTexts(steps()[1]?.prompt);
    expect(told[0]).toContain('Summary 1.');
    expect(told.at(-1)).toContain('question 4');
    expect(told.length).toBeLessThan(5);
  });

  it('A179 is measured: the reply has what it takes of the window, as the provider counts', async () => {
    const { harness } = scene(() => ({ text: 'Yes.', inputTokens: 9_000 }));
    const reply = await ask(harness, 'hello');
    expect(metadataOf(reply)?.context).toMatchObject({ tokens: 9_005, window });
    harness.models = { ...harness.models, windowOf: () => ({ tokens: 128_000, isKnown: false }) };
    expect(metadataOf(await ask(harness, 'hello'))).not.toHaveProperty('context');
  });

  it('A181 tells the model of turns that were undone after they had been summarised', async () => {
    const { harness, steps } = scene();
    harness.transcript = talk(14, 8_000);
    await ask(harness, 'question 14');
    const old = harness.transcript.find(({ id }) => id === 'A2')!;
    const files = [{ path: 'a.txt', change: 'edited', added: 1, removed: 0 }];
    await harness.host.keep([{ ...old, metadata: { ...metadataOf(old), undoneBy: ben, files } }]);
    await ask(harness, 'question 15');
    expect(promptTexts(steps().at(-1)?.prompt).slice(0, 2)).toEqual([
      expect.stringContaining('Summary 1.'),
      '(Ben has undone what this turn changed: "a.txt".)',
    ]);
  });
});
