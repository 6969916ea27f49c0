import { expect, it } from 'vitest';
import { errorText } from './run-labels.ts';

const at = { file: 'a.ts', line: 1, column: 7 };
const stack = 'at a.ts:1:7\nCaused by: Error: inner\nat f (b.ts:2:3)';

it('X92 an error is told with those inside of it, their frames indented', () => {
  const told = 'Error: outer\n    at a.ts:1:7\nCaused by: Error: inner\n    at f (b.ts:2:3)';
  expect(errorText({ category: 'runtime', message: 'Error: outer', stack, ...at })).toBe(told);
});
