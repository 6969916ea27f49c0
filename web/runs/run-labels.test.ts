import { expect, it } from 'vitest';
import { errorText, optionsText, silence } from './run-labels.ts';

const at = { file: 'a.ts', line: 1, column: 7 };
const stack = 'at a.ts:1:7\nCaused by: Error: inner\nat f (b.ts:2:3)';

it('X92 an error is shown with its causes, and their frames are indented', () => {
  const shown = 'Error: outer\n    at a.ts:1:7\nCaused by: Error: inner\n    at f (b.ts:2:3)';
  expect(errorText({ category: 'runtime', message: 'Error: outer', stack, ...at })).toBe(shown);
});

it('X101 a run names its directory when that is not the root', () => {
  const options = { args: ['a b'], env: { A: '1' } };
  expect(optionsText({ entry: 'src/a.ts', options })).toBe('A=1 src/a.ts "a b"');
  expect(optionsText({ entry: 'src/a.ts', options: { cwd: '/work/src' } })).toBe('src/a.ts (in /work/src)');
});

it('W239 a run that succeeded in silence names its file and what may be missing', () => {
  expect(silence({ entry: 'src/a.ts', state: 'succeeded' })).toBe(
    'No output: src/a.ts printed nothing and returned nothing. If another file imports it, run that file.',
  );
  expect(silence({ entry: 'src/a.ts', state: 'stopped' })).toBe('No output.');
  expect(silence({ entry: 'node', state: 'succeeded', loose: true })).toBe('No output.');
});
