import { expect, test } from 'vitest';
import {
  closeAll,
  closeRight,
  closeTab,
  keepTab,
  lastClosed,
  openPreview,
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

test('W37 a previewed file gives its tab to the next one, unless it was kept', () => {
  const previewed = openPreview(open('a'), 'b');
  expect(words(previewed)).toBe('a (b)!');
  expect(words(openPreview(previewed, 'c'))).toBe('a (c)!');
  const kept = openPreview(keepTab(previewed, 'b'), 'd');
  expect(words(kept)).toBe('a b (d)!');
  expect(words(openPreview(kept, 'a'))).toBe('a! b (d)');
  expect(words(openTab(kept, 'd'))).toBe('a b d!');
  expect(words(closeTab(kept, 'd', all))).toBe('a b!');
  expect(words(openPreview(closeTab(kept, 'd', all), 'c'))).toBe('a b (c)!');
});

test('W38 closed tabs reopen, except those of deleted files', () => {
  const closed = closeTab(closeTab(open('a', 'b', 'c'), 'c', all), 'a', all);
  expect(words(closed)).toBe('b!');
  expect(lastClosed(closed, all)).toBe('a');
  expect(lastClosed(closed, new Set(['b', 'c']))).toBe('c');
  expect(lastClosed(openTab(openTab(closed, 'a'), 'c'), all)).toBeUndefined();
  expect(words(closeAll(open('a', 'b', 'c'), 'b'))).toBe('b!');
  expect(words(closeAll(open('a', 'b'), null))).toBe('');
  expect(words(closeTab(open('a', 'b', 'c'), 'c', new Set(['a', 'c'])))).toBe('a! b');
});

test('W214 closing the tabs to the right keeps the others, and shows this one if its neighbour was shown', () => {
  expect(words(closeRight(open('a', 'b', 'c', 'd'), 'b'))).toBe('a b!');
  expect(words(closeRight(openTab(open('a', 'b', 'c'), 'a'), 'b'))).toBe('a! b');
  expect(words(closeRight(open('a', 'b'), 'b'))).toBe('a b!');
  expect(lastClosed(closeRight(open('a', 'b', 'c'), 'a'), all)).toBe('c');
});

test('W38 moving and stepping through tabs skips those of deleted files', () => {
  expect(words(moveTab(open('a', 'b', 'c'), 'c', 0, all))).toBe('c! a b');
  expect(words(moveTab(open('a', 'b', 'c'), 'a', 2, all))).toBe('b c! a');
  expect(words(moveTab(open('a', 'b', 'c'), 'a', 1, new Set(['a', 'c'])))).toBe('b c! a');
  expect(words(stepTab(open('a', 'b', 'c'), 1, all))).toBe('a! b c');
  expect(words(stepTab(open('a', 'b', 'c'), -1, new Set(['a', 'c'])))).toBe('a! b c');
  expect(words(stepTab(none, 1, all))).toBe('');
});
