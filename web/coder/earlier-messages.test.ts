import { describe, expect, it } from 'vitest';
import { parseFrame, type ChatFrame } from './frames.ts';
import type { Message } from './messages.ts';
import { emptyTranscript, fold, messagesOf, type Transcript, withEarlier } from './transcript.ts';

const run = (frames: readonly ChatFrame[]): Transcript => frames.reduce(fold, emptyTranscript);
const response = (body: object): ChatFrame => ({
  type: 'cf_agent_use_chat_response',
  id: 'r',
  body: JSON.stringify(body),
  done: false,
});

describe('a transcript of which a page has the end', () => {
  const author = { id: 'ann', name: 'Ann', color: 1, kind: 'human' } as const;
  const said = (at: number, text = `said at ${at}`): Message => ({
    id: `M${at}`,
    role: 'user',
    parts: [{ type: 'text', text }],
    metadata: { author, at },
  });
  const updated = (message: Message): ChatFrame => ({ type: 'cf_agent_message_updated', message });
  const end = run([{ type: 'cf_agent_chat_messages', messages: [said(8), said(9)], earlier: 8 }]);
  const ids = (transcript: Transcript): string[] => messagesOf(transcript).map(({ id }) => id);

  it('W169 gets what comes before it', () => {
    const more = withEarlier(end, { messages: [said(6), said(7)], earlier: 6 });
    expect(ids(more)).toEqual(['M6', 'M7', 'M8', 'M9']);
    expect(more.earlier).toBe(6);
    expect(ids(fold(more, updated(said(10))))).toEqual(['M6', 'M7', 'M8', 'M9', 'M10']);
  });

  it('W169 does not show a message that changes before its page is loaded; it is right when that comes', () => {
    const changed = fold(end, updated(said(7, 'in other words')));
    expect(ids(changed)).toEqual(['M8', 'M9']);
    const more = withEarlier(changed, { messages: [said(6), said(7)], earlier: 6 });
    expect(messagesOf(more)[1]).toEqual(said(7, 'in other words'));
  });

  it('W169 forgets a message that is removed before its page comes, and counts those that are left', () => {
    const gone = fold(end, { type: 'messages-gone', ids: ['M6', 'M8'] });
    expect(gone.earlier).toBe(7);
    const more = withEarlier(gone, { messages: [said(6), said(7)], earlier: 5 });
    expect(ids(more)).toEqual(['M7', 'M9']);
    expect(
      fold(more, { type: 'messages-gone', ids: ['M0', 'M1', 'M2', 'M3', 'M4', 'M7', 'M9'] }),
    ).toMatchObject({
      earlier: 0,
      settled: [],
    });
  });

  it('A215 marks what of a tool call was shortened, live as in the transcript', () => {
    const call = { toolCallId: 'c', toolName: 'writeFile' };
    const transcript = run([
      response({ type: 'start', messageId: 'm' }),
      response({
        type: 'tool-input-available',
        ...call,
        input: { path: 'a.ts', content: 'a' },
        cut: { input: 9_000 },
      }),
      response({
        type: 'tool-output-available',
        toolCallId: 'c',
        output: { diff: '+a' },
        cut: { output: 8_000 },
      }),
    ]);
    expect(messagesOf(transcript)[0]?.parts).toMatchObject([{ cut: { input: 9_000, output: 8_000 } }]);
    const part = {
      type: 'tool-writeFile',
      toolCallId: 'c',
      state: 'output-available',
      output: {},
      cut: { output: 5_000 },
    };
    const frame = {
      type: 'cf_agent_message_updated',
      message: { id: 'm', role: 'assistant', parts: [part] },
    };
    expect(messagesOf(run([parseFrame(JSON.stringify(frame)) as ChatFrame]))[0]?.parts).toMatchObject([
      { cut: { output: 5_000 } },
    ]);
  });

  it('A216 has the path and the length of a call that is being written, until it is complete', () => {
    const begun = [
      response({ type: 'start', messageId: 'm' }),
      response({ type: 'tool-input-start', toolCallId: 'c', toolName: 'writeFile' }),
      response({ type: 'data-call', data: { toolCallId: 'c', path: 'a.ts', length: 900 }, transient: true }),
    ];
    expect(messagesOf(run(begun))[0]?.parts).toMatchObject([
      { state: 'input-streaming', input: { path: 'a.ts' }, cut: { input: 900 } },
    ]);
    const input = { path: 'a.ts', content: 'a' };
    const whole = response({ type: 'tool-input-available', toolCallId: 'c', toolName: 'writeFile', input });
    const late = response({ type: 'data-call', data: { toolCallId: 'c', length: 950 }, transient: true });
    expect(messagesOf(run([...begun, whole, late]))[0]?.parts).toMatchObject([
      { state: 'input-available', input, cut: undefined },
    ]);
  });
});
