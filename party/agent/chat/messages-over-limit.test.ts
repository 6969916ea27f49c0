import type { UIMessage } from 'ai';
import { expect, it } from 'vitest';
import { messagesOverLimit } from './messages-over-limit.ts';

const message = (id: number, role: UIMessage['role'], length = 1): UIMessage => ({
  id: `${id}`,
  role,
  parts: [{ type: 'text', text: 'x'.repeat(length) }],
});
const turns = (count: number, length = 1): UIMessage[] =>
  Array.from({ length: count * 2 }, (_, at) => message(at, at % 2 === 0 ? 'user' : 'assistant', length));
const room = { keptMessages: 20, keptMessagesLength: 100_000 };

it('A130 a transcript within its limits keeps all messages', () => {
  expect(messagesOverLimit(turns(10), room)).toEqual([]);
  expect(messagesOverLimit([], room)).toEqual([]);
});

it('A130 a transcript over its limits loses its oldest quarter, in whole turns', () => {
  expect(messagesOverLimit(turns(11), room)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  const left = turns(8, 10_000).slice(messagesOverLimit(turns(8, 10_000), room).length);
  expect(left[0]?.role).toBe('user');
  expect(JSON.stringify(left).length).toBeLessThanOrEqual(75_000);
  expect(left).toHaveLength(6);
});

it('A130 the newest request is kept, whatever its length', () => {
  expect(messagesOverLimit([...turns(2), message(9, 'user', 200_000)], room)).toEqual(['0', '1', '2', '3']);
});

it('A173 the last summary stays, which has what is gone', () => {
  const metadata = {
    author: { id: 'agent', name: 'Agent', color: 1, kind: 'agent' },
    at: 1,
    summary: { messages: 4, tokensBefore: 900, tokensAfter: 90 },
  };
  const summary: UIMessage = { ...message(100, 'assistant'), metadata };
  const messages = [...turns(2), { ...summary, id: 'old' }, ...turns(1), summary, ...turns(8)];
  const gone = messagesOverLimit(messages, room);
  expect(gone).toContain('old');
  expect(gone).not.toContain('100');
  expect(gone.length).toBeGreaterThan(7);
});
