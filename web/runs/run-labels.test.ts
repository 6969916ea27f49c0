import { expect, it } from 'vitest';
import { errorText, optionsText } from './run-labels.ts';

const at = { file: 'a.ts', line: 1, column: 7 };
const stack = 'at a.ts:1:7\nCaused by: Error: inner\nat f (b.ts:2:3)';

it('X92 an error is told with those inside of it, their frames indented', () => {
  const told = 'Error: outer\n    at a.ts:1:7\nCaused by: Error: inner\n    at f (b.ts:2:3)';
  expect(errorText({ category: 'runtime', message: 'Error: outer', stack, ...at })).toBe(told);
});

it('X101 a run says where it was started, when that is not the top', () => {
  const options = { args: ['a b'], env: { A: '1' } };
  expect(optionsText({ entry: 'src/a.ts', options })).toBe('A=1 src/a.ts "a b"');
  expect(optionsText({ entry: 'src/a.ts', options: { cwd: '/work/src' } })).toBe('src/a.ts (in /work/src)');
});
