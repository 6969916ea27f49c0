import { expect, test } from 'vitest';
import {
  closeAll,
  closeTab,
  keepTab,
  lastClosed,
  lookAt,
  moveTab,
  openTab,
  stepTab,
  type TabState,
} from './tab-state.ts';

const none: TabState = { ids: [], active: null, preview: null, closed: [] };
const all = new Set(['a', 'b', 'c', 'd']);
const open = (...ids: string[]): TabState => ids.reduce(openTab, none);
const words = ({ ids, active, preview }: TabState): string =>
  ids.map((id) => (id === preview ? `(${id})` : id) + (id === active ? '!' : '')).join(' ');

test('W37 a file that is looked at gives its tab to the next one, until it stays', () => {
  const looked = lookAt(open('a'), 'b');
  expect(words(looked)).toBe('a (b)!');
  expect(words(lookAt(looked, 'c'))).toBe('a (c)!');
  const kept = lookAt(keepTab(looked, 'b'), 'd');
  expect(words(kept)).toBe('a b (d)!');
  expect(words(lookAt(kept, 'a'))).toBe('a! b (d)');
  expect(words(openTab(kept, 'd'))).toBe('a b d!');
  expect(words(closeTab(kept, 'd', all))).toBe('a b!');
  expect(words(lookAt(closeTab(kept, 'd', all), 'c'))).toBe('a b (c)!');
});

test('W38 tabs are closed and opened again, but not of files that are gone', () => {
  const closed = closeTab(closeTab(open('a', 'b', 'c'), 'c', all), 'a', all);
  expect(words(closed)).toBe('b!');
  expect(lastClosed(closed, all)).toBe('a');
  expect(lastClosed(closed, new Set(['b', 'c']))).toBe('c');
  expect(lastClosed(openTab(openTab(closed, 'a'), 'c'), all)).toBeUndefined();
  expect(words(closeAll(open('a', 'b', 'c'), 'b'))).toBe('b!');
  expect(words(closeAll(open('a', 'b'), null))).toBe('');
  expect(words(closeTab(open('a', 'b', 'c'), 'c', new Set(['a', 'c'])))).toBe('a! b');
});

test('W38 tabs are put in another order and stepped through, past those of files that are gone', () => {
  expect(words(moveTab(open('a', 'b', 'c'), 'c', 0, all))).toBe('c! a b');
  expect(words(moveTab(open('a', 'b', 'c'), 'a', 2, all))).toBe('b c! a');
  expect(words(moveTab(open('a', 'b', 'c'), 'a', 1, new Set(['a', 'c'])))).toBe('b c! a');
  expect(words(stepTab(open('a', 'b', 'c'), 1, all))).toBe('a! b c');
  expect(words(stepTab(open('a', 'b', 'c'), -1, new Set(['a', 'c'])))).toBe('a! b c');
  expect(words(stepTab(none, 1, all))).toBe('');
});
