import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFrame, type ChatFrame } from './frames.ts';
import {
  emptyTranscript,
  fold,
  messagesOf,
  reconnected,
  streamingId,
  type Transcript,
} from './transcript.ts';

/**
 * The frames that two pages received while the agent answered “in src/lib.ts replace a + b with b + a then run
 * src/tiny.ts” and “read nothing.ts”: one page from the start, the other from the middle of the run.
 */
const recorded = (name: string): ChatFrame[] =>
  readFileSync(new URL(`recorded/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const frame = parseFrame(line);
      return frame?.type.startsWith('cf_agent_') && frame.type !== 'cf_agent_stream_resuming'
        ? [frame as ChatFrame]
        : [];
    });

const live = recorded('live');
const late = recorded('late');
const isList = (frame: ChatFrame): boolean => frame.type === 'cf_agent_chat_messages';
const run = (frames: readonly ChatFrame[], from: Transcript = emptyTranscript): Transcript =>
  frames.reduce(fold, from);
const lastList = live.findLast((frame) => frame.type === 'cf_agent_chat_messages')?.messages;

const response = (body: object | string, more: object = {}): ChatFrame => ({
  type: 'cf_agent_use_chat_response',
  id: 'r',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  done: false,
  ...more,
});

describe('a recorded conversation', () => {
  it('contains a stream, a final list and a replay', () => {
    expect(live.length).toBeGreaterThan(50);
    expect(lastList).toHaveLength(4);
    expect(late.some((frame) => 'replayComplete' in frame)).toBe(true);
  });

  it('W1 streams to the same message that the coder stores', () => {
    // Without the lists, so that all text must come from the stream.
    const streamed = messagesOf(run(live.filter((frame) => !isList(frame))));
    expect(streamed).toEqual(lastList?.filter(({ role }) => role === 'assistant'));
  });

  it('W1 keeps the final reply when the end of its stream follows with chunks missing', () => {
    const parts = [{ type: 'text', text: 'Hello, Ann.' }];
    const final = { type: 'cf_agent_message_updated', message: { id: 'T', role: 'assistant', parts } };
    const streamed = [
      { type: 'start', messageId: 'T' },
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'Hel' },
    ].map((chunk) => response(chunk));
    const transcript = run([
      ...streamed,
      parseFrame(JSON.stringify(final)) as ChatFrame,
      response('', { done: true }),
    ]);
    expect(messagesOf(transcript)[0]?.parts).toEqual(parts);
  });

  it('A160 has the model’s reasoning apart from its text', () => {
    const stream = [
      { type: 'start', messageId: 'T' },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'What do ' },
      { type: 'reasoning-delta', id: 'r', delta: 'they mean?' },
      { type: 'reasoning-end', id: 'r' },
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'Hello.' },
    ].map((chunk) => response(chunk));
    const stored = [
      { type: 'reasoning', text: 'What do they mean?' },
      { type: 'text', text: 'Hello.' },
    ];
    expect(messagesOf(run(stream))[0]?.parts).toEqual(stored);
    const message = { id: 'T', role: 'assistant', parts: stored };
    const frame = parseFrame(JSON.stringify({ type: 'cf_agent_message_updated', message })) as ChatFrame;
    expect(messagesOf(run([frame]))[0]?.parts).toEqual(stored);
  });

  it('shows text and tool calls as they arrive', () => {
    const seen = new Set<string>();
    let transcript = emptyTranscript;
    for (const frame of live) {
      transcript = fold(transcript, frame);
      for (const part of messagesOf(transcript).at(-1)?.parts ?? []) {
        seen.add(part.type === 'tool' ? `${part.tool} ${part.state}` : part.text);
      }
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'Editing ',
        'Editing src/lib.ts.',
        'editFile input-available',
        'editFile output-available',
        'run input-available',
        'run output-available',
        'readFile output-available',
      ]),
    );
  });

  it('W1 is the same for a page that connects late', () => {
    expect(messagesOf(run(late))).toEqual(messagesOf(run(live)));
  });

  it('W2 never shrinks a message while a late page catches up', () => {
    let transcript = emptyTranscript;
    const sizes: number[] = [];
    for (const frame of late) {
      transcript = fold(transcript, frame);
      sizes.push(JSON.stringify(messagesOf(transcript)).length);
    }
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });

  it('W1 survives a reconnect at any moment, with the stream replayed from the start', () => {
    const firstEnd = live.findIndex((frame) => 'done' in frame && frame.done);
    const stream = live.slice(0, firstEnd).filter((frame) => frame.type === 'cf_agent_use_chat_response');
    const expected = messagesOf(run(live));
    for (let cut = 1; cut < stream.length; cut++) {
      const before = live.slice(0, live.indexOf(stream[cut]!));
      const again = stream.slice(0, cut).map((frame) => ({ ...frame, replay: true }));
      const transcript = run(again, reconnected(run(before)));
      expect(messagesOf(run(live.slice(before.length), transcript))).toEqual(expected);
    }
  });

  it('keeps the objects of unchanged messages and parts', () => {
    const middle = live.findIndex((frame) => 'body' in frame && frame.body.includes('"run"'));
    const before = run(live.slice(0, middle));
    const after = fold(before, live[middle]!);
    const [asked, answer] = messagesOf(before);
    expect(messagesOf(after)[0]).toBe(asked);
    expect(messagesOf(after)[1]?.parts[0]).toBe(answer?.parts[0]);
    // The same list again changes no object.
    const list: ChatFrame = { type: 'cf_agent_chat_messages', messages: structuredClone([...after.settled]) };
    expect(fold(after, list).settled[0]).toBe(after.settled[0]);
  });
});

describe('a stream', () => {
  const start = response({ type: 'start', messageId: 'm' }, { seq: 0 });
  const delta = (text: string, seq: number): ChatFrame =>
    response({ type: 'text-delta', id: 't', delta: text }, { seq });

  it('ends when the connection was lost and the server reports no stream', () => {
    const idle: ChatFrame = { type: 'cf_agent_stream_resume_none', reason: 'idle' };
    const transcript = run([start, delta('half', 1)]);
    expect(streamingId(run([idle], reconnected(transcript)))).toBeUndefined();
  });

  it('continues when the report of no stream is older than it', () => {
    const idle: ChatFrame = { type: 'cf_agent_stream_resume_none', reason: 'idle' };
    const transcript = run([start, delta('half', 1), idle, delta(' and whole', 2)]);
    expect(messagesOf(transcript)).toMatchObject([{ id: 'm', parts: [{ text: 'half and whole' }] }]);
  });

  it('does not start with its last chunk', () => {
    expect(messagesOf(run([response({ type: 'finish' }, { seq: 9 }), response('', { done: true })]))).toEqual(
      [],
    );
  });

  it('shows an error as text of the message', () => {
    const transcript = run([
      start,
      response('The model is away.', { error: true }),
      response('', { done: true }),
    ]);
    expect(messagesOf(transcript)).toMatchObject([{ id: 'm', parts: [{ text: 'The model is away.' }] }]);
    expect(streamingId(transcript)).toBeUndefined();
  });

  it('keeps the error of a failed tool call', () => {
    const call = { toolCallId: 'c', toolName: 'run' };
    const transcript = run([
      start,
      response({ type: 'tool-input-start', ...call }),
      response({ type: 'tool-input-available', ...call, input: { entry: 'main.ts' } }),
      response({
        type: 'tool-output-error',
        toolCallId: 'c',
        errorText: 'The turn ended before this was done.',
      }),
    ]);
    expect(messagesOf(transcript)[0]?.parts).toMatchObject([
      {
        state: 'output-error',
        errorText: 'The turn ended before this was done.',
        input: { entry: 'main.ts' },
      },
    ]);
  });

  it('continues the last message when it is a continuation', () => {
    const first = run([start, delta('one', 1), response('', { done: true })]);
    const more = [
      { ...delta(' two', 0), id: 'next', continuation: true },
      { ...response('', { done: true }), id: 'next', continuation: true },
    ];
    expect(messagesOf(run(more, first))).toMatchObject([{ id: 'm', parts: [{ text: 'one two' }] }]);
  });

  it('is discarded when the chat is cleared', () => {
    expect(messagesOf(run([start, delta('x', 1), { type: 'cf_agent_chat_clear' }]))).toEqual([]);
  });
});

it('parses only known frames', () => {
  for (const data of [
    '',
    '{',
    'null',
    '{"type":"cf_agent_identity"}',
    '{"type":"run","run":{}}',
    new ArrayBuffer(1),
  ]) {
    expect(parseFrame(data)).toBeUndefined();
  }
});

it('W1 single messages give the same transcript as lists', () => {
  const list = lastList ?? [];
  const updated = (message: (typeof list)[number]): ChatFrame => ({
    type: 'cf_agent_message_updated',
    message,
  });
  const one = run(list.map(updated));
  expect(messagesOf(one)).toEqual(list);
  // Repeated and late messages keep their place.
  expect(messagesOf(run(list.toReversed().map(updated)))).toEqual(list);
  const [first, ...rest] = list;
  expect(messagesOf(run([{ type: 'messages-gone', ids: [first?.id ?? ''] }], one))).toEqual(rest);
});
