import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CursorPace } from './cursor-pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pace() {
  const shown: string[] = [];
  const cursors = new CursorPace(({ json }) => void shown.push(json));
  const move = (json: string): void => cursors.move({ json, update: new Uint8Array() });
  return { shown, move, cursors };
}

it('shows the first move at once, and then the newest one every 50 ms', () => {
  const { shown, move } = pace();
  for (const json of ['a', 'b', 'c']) move(json);
  expect(shown).toEqual(['a']);
  vi.advanceTimersByTime(50);
  expect(shown).toEqual(['a', 'c']);
});

it('repeats a state only after 12 s', () => {
  const { shown, move } = pace();
  for (let second = 0; second <= 12; second++) {
    move('same');
    expect(shown).toHaveLength(second < 12 ? 1 : 2);
    vi.advanceTimersByTime(1_000);
  }
});

it('shows nothing more once it is stopped', () => {
  const { shown, move, cursors } = pace();
  move('a');
  move('b');
  cursors.stop();
  vi.advanceTimersByTime(1_000);
  expect(shown).toEqual(['a']);
});
