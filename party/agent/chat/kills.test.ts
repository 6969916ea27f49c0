import type { UIMessage } from 'ai';
import { describe, expect, it } from 'vitest';
import { readAll } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { continuationLimits } from '../../../shared/limits.ts';
import { agentUser } from '../../../shared/roles.ts';
import { ann, ben, ChatHarness, listenIn } from '../../../test/chat-harness.ts';
import { metadataOf } from '../turn/messages.ts';

type Part = UIMessage['parts'][number];

const call = (tool: string, toolCallId: string, input: object): object => ({
  type: `tool-${tool}`,
  toolCallId,
  input,
});
const open = (tool: string, id: string, input: object): Part =>
  ({ ...call(tool, id, input), state: 'input-available' }) as Part;
const done = (tool: string, id: string, input: object, output: object): Part =>
  ({ ...call(tool, id, input), state: 'output-available', output }) as Part;
const listed = done('listFiles', 'c1', {}, { files: [{ path: 'a.txt', lines: 1 }] });

/** A chat whose process was killed in the turn `T` that answers this, when the transcript had these parts of its reply. */
function killed(text: string, parts?: Part[]): ChatHarness {
  const harness = new ChatHarness();
  const metadata = { author: ann, at: 1, turn: 'T' };
  harness.transcript = [{ id: 'M', role: 'user', parts: [{ type: 'text', text }], metadata }];
  if (parts)
    harness.transcript.push({
      id: 'T',
      role: 'assistant',
      parts,
      metadata: { ...metadata, author: agentUser, toolMs: { c1: 7 } },
    });
  harness.open = { id: 'T', at: 1, message: { id: 'M', text, author: ann } };
  harness.state.status = 'editing';
  return harness;
}

/** Kills the harness again, with what it had stored of the reply by then. */
function killAgain(harness: ChatHarness, parts: Part[]): ChatHarness {
  const again = killed('', parts);
  again.transcript[0] = harness.transcript[0]!;
  again.open = harness.open;
  return again;
}

const replyOf = (harness: ChatHarness): UIMessage => harness.transcript.find(({ id }) => id === 'T')!;
const callsOf = (message: UIMessage): string[] =>
  message.parts.flatMap((part) => ('toolCallId' in part ? [`${part.toolCallId} ${part.state}`] : []));

describe('a turn in which the coder was killed', () => {
  it('A187 goes on under its id from its last call, which is not made again, and is idle at the end', async () => {
    const harness = killed('list then append to a.txt: two', [{ type: 'step-start' }, listed]);
    await harness.chat.recover();
    const reply = replyOf(harness);
    expect(metadataOf(reply)).toMatchObject({ turn: 'T', toolMs: { c1: 7 } });
    expect(metadataOf(reply)?.ended).toBeUndefined();
    expect(callsOf(reply)[0]).toBe('c1 output-available');
    expect(reply.parts.filter(({ type }) => type === 'tool-listFiles')).toHaveLength(1);
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\n');
    expect(harness.transcript.map(({ id }) => id)).toEqual(['M', 'T']);
    // Idle comes only when all is settled: whoever waits for it then reads the final reply.
    expect([harness.statuses[0], harness.statuses.at(-1)]).toEqual(['thinking', 'idle']);
    expect([harness.open, harness.held]).toEqual([undefined, 0]);
  });

  it('A40 A187 answers the open call as interrupted, keeps the partial reply and repeats no edit', async () => {
    const input = { path: 'a.txt', content: 'two\n' };
    const harness = killed('create b.txt: two then list', [
      { type: 'text', text: 'Writing.' },
      listed,
      open('writeFile', 'c2', input),
    ]);
    const prompts = listenIn(harness);
    await harness.chat.recover();
    const reply = replyOf(harness);
    expect(callsOf(reply)).toEqual(['c1 output-available', 'c2 output-available']);
    expect(reply.parts).toMatchObject([
      { text: 'Writing.' },
      {},
      { output: { error: { code: 'stopped', message: expect.stringContaining('restarted during this') } } },
      { type: 'step-start' },
      { text: expect.stringContaining('The rest of the request was not done.') },
    ]);
    expect(metadataOf(reply)?.toolMs).toEqual({ c1: 7 });
    expect(readAll(harness.doc)).toEqual(new Map([['a.txt', 'one\n']]));
    expect(JSON.stringify(prompts[0]?.at(-1))).toContain('because the server was restarted');
  });

  it('A187 begins its answer when it had said nothing yet', async () => {
    const harness = killed('append to a.txt: two');
    const prompts = listenIn(harness);
    await harness.chat.recover();
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\n');
    expect(metadataOf(replyOf(harness))?.ended).toBeUndefined();
    expect(JSON.stringify(prompts)).not.toContain('restarted');
  });

  it('A187 takes what an open call had done from the journal, once', async () => {
    const path = { path: 'a.txt' };
    const parts = [listed, open('readFile', 'c2', path)];
    const harness = killed('list then read a.txt', parts);
    const key = { turn: 'T', step: 3, id: 'c2' };
    const output = { path: 'a.txt', text: 'as it was then\n', lines: 1, version: 'v' };
    harness.journal.ended(key, output);
    await harness.chat.recover();
    expect(JSON.stringify(replyOf(harness))).toContain('as it was then');
    expect(callsOf(replyOf(harness))).toHaveLength(2);
    expect(harness.journal.of('T')).toEqual([]);
  });

  it('A187 has forgotten the journal when the model is asked: a server may give a call an old id', async () => {
    const harness = killed('list then read a.txt', [listed]);
    harness.journal.ended({ turn: 'T', step: 3, id: 'c2' }, { text: 'of another file' });
    let known: unknown[] = [];
    const { models } = harness;
    harness.models = {
      ...models,
      get: (name) => {
        known = harness.journal.of('T');
        return models.get(name);
      },
    };
    await harness.chat.recover();
    expect(known).toEqual([]);
  });

  it('A187 keeps the whole reply when it is killed again while it sends that anew', async () => {
    const first = killed('list then append to a.txt: two', [listed]);
    first.host.appendAndReply = () => new Promise(() => undefined);
    void first.chat.recover();
    await expect.poll(() => first.open?.unfinished?.reply.parts).toHaveLength(1);
    expect(first.transcript.map(({ id }) => id)).toEqual(['M']);
    const harness = killAgain(first, []);
    await harness.chat.recover();
    expect(callsOf(replyOf(harness))[0]).toBe('c1 output-available');
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\n');
  });

  it('A188 goes on three times in a row without finishing a call, then says so, and people let it go on', async () => {
    const request = 'list then append to a.txt: two';
    let harness = killed(request, [{ type: 'text', text: 'First. ' }, listed]);
    for (let restart = 1; restart <= continuationLimits.maxFruitlessRestarts; restart++) {
      harness.host.appendAndReply = () => new Promise(() => undefined);
      void harness.chat.recover();
      await expect.poll(() => harness.open?.unfinished?.restarts).toBe(restart);
      harness = killAgain(harness, [
        { type: 'text', text: 'First. ' },
        listed,
        open('bash', `b${restart}`, {}),
      ]);
    }
    await harness.chat.recover();
    const cut = replyOf(harness);
    expect(metadataOf(cut)?.ended).toBe('failed');
    expect(cut.parts.at(-1)).toMatchObject({ text: expect.stringContaining('restarted again and again') });
    expect(callsOf(cut).every((each) => each.endsWith('output-available'))).toBe(true);
    expect([harness.open, harness.state.status]).toEqual([undefined, 'idle']);
    const answer = await harness.call('POST', 'chat/continue', { body: { turn: 'T' }, user: ben });
    expect(answer.status).toBe(200);
    expect(metadataOf(harness.transcript.at(-1))?.ended).toBeUndefined();
  });

  it('A188 counts anew once a call was finished', async () => {
    const harness = killed('list then list', [listed]);
    const second = done('listFiles', 'c2', {}, { files: [] });
    harness.open!.unfinished = {
      reply: { id: 'T', role: 'assistant', parts: [listed] },
      at: 1,
      toolMs: {},
      restarts: continuationLimits.maxFruitlessRestarts,
    };
    const again = killAgain(harness, [listed, second]);
    await again.chat.recover();
    expect(metadataOf(replyOf(again))?.ended).toBeUndefined();
  });

  it('A188 says that it was interrupted when the room is away, and keeps what it had', async () => {
    const harness = killed('list then append to a.txt: two', [listed]);
    harness.room.join = () => Promise.reject(new TandemError('unavailable', 'The room is away.'));
    await harness.chat.recover();
    expect(metadataOf(replyOf(harness))?.ended).toBe('failed');
    expect(callsOf(replyOf(harness))).toEqual(['c1 output-available']);
    expect(JSON.stringify(replyOf(harness))).toContain(
      'The server was restarted in the middle of this turn.',
    );
  });

  it('A188 keeps what it had when the room goes away while it goes on', async () => {
    const harness = killed('list then append to a.txt: two', [listed]);
    harness.room.clientIdFor = () => Promise.reject(new TandemError('unavailable', 'The room is away.'));
    await harness.chat.recover();
    expect(metadataOf(replyOf(harness))?.ended).toBe('failed');
    expect(callsOf(replyOf(harness))).toEqual(['c1 output-available']);
    expect(replyOf(harness).parts.at(-1)).toMatchObject({ text: 'The room is away.' });
  });

  it('A188 does not go on by itself with a reply too long to be stored once more', async () => {
    const text = 'x'.repeat(continuationLimits.maxReplyLength);
    const harness = killed('list', [{ type: 'text', text }]);
    await harness.chat.recover();
    expect(metadataOf(replyOf(harness))?.ended).toBe('failed');
    expect(replyOf(harness).parts[0]).toMatchObject({ text });
  });

  it('A40 does not change a reply that was complete before the kill', async () => {
    const harness = killed('list', [{ type: 'text', text: 'Done.' }]);
    const metadata = { author: agentUser, at: 1, turn: 'T', durationMs: 5 };
    harness.transcript[1] = { ...harness.transcript[1]!, metadata };
    const before = harness.transcript;
    await harness.chat.recover();
    expect(harness.transcript).toEqual(before);
    expect(harness.open).toBeUndefined();
  });

  it('A40 answers a message whose turn had not begun, and the queue behind it', async () => {
    const harness = killed('append to a.txt: two');
    harness.transcript = [];
    harness.state.queue = [{ id: 'N', text: 'append to a.txt: three', author: ben }];
    await harness.chat.recover();
    await harness.chat.replies('N');
    expect(readAll(harness.doc).get('a.txt')).toBe('one\ntwo\nthree\n');
  });
});
