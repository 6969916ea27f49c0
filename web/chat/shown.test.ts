import { expect, it } from 'vitest';
import { firstShown } from './shown.ts';

const ids = Array.from({ length: 200 }, (_, at) => `M${at}`);

it('W113 draws the newest messages, all that come, and earlier ones where they are wanted', () => {
  expect(firstShown([], [undefined])).toBe(0);
  expect(firstShown(ids.slice(0, 20), [])).toBe(0);
  expect(firstShown(ids, [undefined, undefined])).toBe(140);
  expect(firstShown([...ids, 'N'], ['M140', undefined])).toBe(140);
  expect(firstShown(ids, ['M140', 'M80'])).toBe(80);
  expect(firstShown(ids, ['M80', 'M190'])).toBe(80);
  expect(firstShown(ids.slice(100), ['M80', undefined]), 'what was drawn first has gone').toBe(40);
});
