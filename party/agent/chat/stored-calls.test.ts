import { expect, it } from 'vitest';
import { callIn, StoredCalls } from './stored-calls.ts';

const { signal } = new AbortController();
const isOver = async (work: Promise<void>): Promise<boolean> => {
  let over = false;
  void work.then(() => (over = true));
  await new Promise((resolve) => setImmediate(resolve));
  return over;
};

it('A50 waits for a call until it is on disk, or the turn is stopped', async () => {
  const calls = new StoredCalls();
  const stop = new AbortController();
  const [first, second] = [calls.whenStored('a', signal), calls.whenStored('b', stop.signal)];
  calls.add('c');
  expect(await isOver(calls.whenStored('c', signal))).toBe(true);
  expect(await isOver(first)).toBe(false);
  calls.add('a');
  expect(await isOver(first)).toBe(true);
  expect(await isOver(second)).toBe(false);
  stop.abort();
  expect(await isOver(second)).toBe(true);
  await calls.whenStored('d', stop.signal);
  calls.clear();
  expect(await isOver(calls.whenStored('c', signal))).toBe(false);
});

it('A50 finds a complete call in a chunk, but not in text that only looks like one', () => {
  const call = { type: 'tool-input-available', toolCallId: 'a', toolName: 'run', input: {} };
  expect(callIn(JSON.stringify(call))).toBe('a');
  expect(callIn(JSON.stringify({ ...call, type: 'tool-input-start' }))).toBe(undefined);
  const text = JSON.stringify({ type: 'text-delta', id: '1', delta: JSON.stringify(call) });
  expect(callIn(text)).toBe(undefined);
  const inside = { type: 'text-delta', id: '1', 'tool-input-available': true };
  expect(callIn(JSON.stringify(inside))).toBe(undefined);
});
