import { expect, it } from 'vitest';
import { SentTranscript } from './sent-transcript.ts';

const message = (id: string, text = id) => ({ id, role: 'user', parts: [{ type: 'text', text }] });
const list = (...messages: object[]): string => JSON.stringify({ messages, type: 'cf_agent_chat_messages' });

it('A143 finds the changed messages when the whole transcript is sent', () => {
  const sent = new SentTranscript();
  const [a, b, c] = [message('a'), message('b'), message('c')];
  expect(sent.changesIn(list(a, b))).toEqual({ changed: [a, b], gone: [] });
  expect(sent.changesIn(list(a, b))).toEqual({ changed: [], gone: [] });
  expect(sent.changesIn(list(a, b, c))).toEqual({ changed: [c], gone: [] });
  const edited = message('b', 'anew');
  expect(sent.changesIn(list(edited, c))).toEqual({ changed: [edited], gone: ['a'] });
  expect(sent.changesIn(list())).toEqual({ changed: [], gone: ['b', 'c'] });
});

it('A143 compares with what pages read when they connected', () => {
  const sent = new SentTranscript();
  sent.reset([message('a')]);
  expect(sent.changesIn(list(message('a'), message('b')))).toEqual({ changed: [message('b')], gone: [] });
});

it('A143 ignores other frames, even if they contain the name of that frame', () => {
  const sent = new SentTranscript();
  const chunk = { type: 'cf_agent_use_chat_response', body: '"cf_agent_chat_messages"' };
  for (const frame of [JSON.stringify(chunk), '"cf_agent_chat_messages"', new ArrayBuffer(8)])
    expect(sent.changesIn(frame)).toBeUndefined();
});
