import { expect, it } from 'vitest';
import { firstVisible } from './visible-messages.ts';

const ids = Array.from({ length: 200 }, (_, at) => `M${at}`);

it('W113 renders the newest messages, all that follow, and earlier ones on request', () => {
  expect(firstVisible([], [undefined])).toBe(0);
  expect(firstVisible(ids.slice(0, 20), [])).toBe(0);
  expect(firstVisible(ids, [undefined, undefined])).toBe(140);
  expect(firstVisible([...ids, 'N'], ['M140', undefined])).toBe(140);
  expect(firstVisible(ids, ['M140', 'M80'])).toBe(80);
  expect(firstVisible(ids, ['M80', 'M190'])).toBe(80);
  expect(firstVisible(ids.slice(100), ['M80', undefined]), 'the first rendered message is gone').toBe(40);
});
