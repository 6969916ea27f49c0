import type { UIMessage } from 'ai';
import { expect, it } from 'vitest';
import { truncateTranscript } from './truncate-transcript.ts';

const message = (id: number, text: string): UIMessage => ({
  id: `${id}`,
  role: id % 2 === 0 ? 'user' : 'assistant',
  parts: [{ type: 'text', text }],
});

it('A96 keeps the newest messages that fit, from a person’s message on, and says that there was more', () => {
  const told = Array.from({ length: 10 }, (_, at) => message(at, 'x'.repeat(100)));
  expect(truncateTranscript(told, 10_000)).toEqual({ messages: told, whole: true });
  expect(truncateTranscript(told, 700)).toEqual({ messages: told.slice(6), whole: false });
});

it('A96 keeps the last message whatever its length', () => {
  const told = [message(0, 'before'), message(1, 'answer'), message(2, 'x'.repeat(1_000))];
  expect(truncateTranscript(told, 100)).toEqual({ messages: told.slice(2), whole: false });
});
