import { expect, it } from 'vitest';
import { ToldTranscript } from './told-transcript.ts';

const message = (id: string, text = id) => ({ id, role: 'user', parts: [{ type: 'text', text }] });
const list = (...messages: object[]): string => JSON.stringify({ messages, type: 'cf_agent_chat_messages' });

it('A143 of a transcript that is told whole only what changed is new', () => {
  const told = new ToldTranscript();
  const [a, b, c] = [message('a'), message('b'), message('c')];
  expect(told.newsIn(list(a, b))).toEqual({ changed: [a, b], gone: [] });
  expect(told.newsIn(list(a, b))).toEqual({ changed: [], gone: [] });
  expect(told.newsIn(list(a, b, c))).toEqual({ changed: [c], gone: [] });
  const worded = message('b', 'anew');
  expect(told.newsIn(list(worded, c))).toEqual({ changed: [worded], gone: ['a'] });
  expect(told.newsIn(list())).toEqual({ changed: [], gone: ['b', 'c'] });
});

it('A143 what pages read when they came is known to them', () => {
  const told = new ToldTranscript();
  told.know([message('a')]);
  expect(told.newsIn(list(message('a'), message('b')))).toEqual({ changed: [message('b')], gone: [] });
});

it('A143 other frames are left as they are, also when they speak of such a list', () => {
  const told = new ToldTranscript();
  const chunk = { type: 'cf_agent_use_chat_response', body: '"cf_agent_chat_messages"' };
  for (const frame of [JSON.stringify(chunk), '"cf_agent_chat_messages"', new ArrayBuffer(8)])
    expect(told.newsIn(frame)).toBeUndefined();
});
