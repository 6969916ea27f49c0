import { expect, it } from 'vitest';
import { splitHidden, visibleLine } from './hidden.ts';

it('W125 splitHidden separates hidden characters from visible text', () => {
  const text = 'let x\u202e = "\u200b👩‍👧";\u{e0041}';
  expect(splitHidden(text).filter(({ hidden }) => hidden)).toEqual(
    ['\u202e', '\u200b', '\u{e0041}'].map((hidden) => ({ text: hidden, hidden: true })),
  );
  expect(
    splitHidden(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
  expect(splitHidden('')).toEqual([]);
});

it('A120 visibleLine returns one line without hidden characters', () => {
  expect(visibleLine(' A\r\n\u2028room\u0085 \u202efor\u{e0041}\u200b us\0')).toBe('A room for us');
});
