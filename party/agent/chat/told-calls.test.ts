import { expect, it } from 'vitest';
import { callToldIn, ToldCalls } from './told-calls.ts';

const { signal } = new AbortController();
const isOver = async (work: Promise<void>): Promise<boolean> => {
  let over = false;
  void work.then(() => (over = true));
  await new Promise((resolve) => setImmediate(resolve));
  return over;
};

it('A50 a call is waited for until it is on disk, or the turn is stopped', async () => {
  const calls = new ToldCalls();
  const stop = new AbortController();
  const [first, second] = [calls.told('a', signal), calls.told('b', stop.signal)];
  calls.add('c');
  expect(await isOver(calls.told('c', signal))).toBe(true);
  expect(await isOver(first)).toBe(false);
  calls.add('a');
  expect(await isOver(first)).toBe(true);
  expect(await isOver(second)).toBe(false);
  stop.abort();
  expect(await isOver(second)).toBe(true);
  await calls.told('d', stop.signal);
  calls.clear();
  expect(await isOver(calls.told('c', signal))).toBe(false);
});

it('A50 a chunk tells a call when it is whole, and not when its text only looks like one', () => {
  const call = { type: 'tool-input-available', toolCallId: 'a', toolName: 'run', input: {} };
  expect(callToldIn(JSON.stringify(call))).toBe('a');
  expect(callToldIn(JSON.stringify({ ...call, type: 'tool-input-start' }))).toBe(undefined);
  const text = JSON.stringify({ type: 'text-delta', id: '1', delta: JSON.stringify(call) });
  expect(callToldIn(text)).toBe(undefined);
  const inside = { type: 'text-delta', id: '1', 'tool-input-available': true };
  expect(callToldIn(JSON.stringify(inside))).toBe(undefined);
});
