import { expect, test } from 'vitest';
import { PlaceHistory } from './place-history.ts';

const place = (fileId: string, line: number) => ({ fileId, line, column: 1 });
const everywhere = (): boolean => true;

test('W136 the history goes back through visited places and forward again', () => {
  const history = new PlaceHistory();
  expect(history.go(-1, everywhere)).toBeUndefined();
  for (const at of [place('a', 1), place('a', 80), place('b', 3)]) history.visit(at);
  expect(history.go(1, everywhere)).toBeUndefined();
  expect(history.go(-1, everywhere)).toEqual(place('a', 80));
  expect(history.go(-1, everywhere)).toEqual(place('a', 1));
  expect(history.go(-1, everywhere)).toBeUndefined();
  expect(history.go(1, everywhere)).toEqual(place('a', 80));
});

test('W136 a place a few lines away is the same one, and a new place drops those ahead', () => {
  const history = new PlaceHistory();
  for (const at of [place('a', 1), place('a', 11), place('b', 1), place('b', 5)]) history.visit(at);
  expect(history.go(-1, everywhere)).toEqual(place('a', 11));
  // Arriving at a place visits it, which must not drop the places ahead.
  history.visit(place('a', 11));
  expect(history.go(1, everywhere)).toEqual(place('b', 5));
  history.go(-1, everywhere);
  history.visit(place('c', 1));
  expect(history.go(1, everywhere)).toBeUndefined();
  expect(history.go(-1, everywhere)).toEqual(place('a', 11));
});

test('W136 the history skips files that are gone, and forgets the oldest of many places', () => {
  const history = new PlaceHistory();
  for (const at of [place('a', 1), place('gone', 1), place('b', 1)]) history.visit(at);
  expect(history.go(-1, (id) => id !== 'gone')).toEqual(place('a', 1));
  for (let line = 1; line < 60; line++) history.visit(place('b', line * 20));
  let last: unknown;
  for (let steps = 0; steps < 49; steps++) last = history.go(-1, everywhere);
  expect(last).toEqual(place('b', 200));
  expect(history.go(-1, everywhere)).toBeUndefined();
});
