import { expect, it } from 'vitest';
import { lineEdits, oneLine } from './line-editing.ts';

it('W139 Ctrl+A and E move to the ends of the line, Ctrl+U and K delete to them', () => {
  const line = { text: 'echo one two', caret: 5 };
  expect(lineEdits.start(line)).toEqual({ text: 'echo one two', caret: 0 });
  expect(lineEdits.end(line)).toEqual({ text: 'echo one two', caret: 12 });
  expect(lineEdits.cutBefore(line)).toEqual({ text: 'one two', caret: 0 });
  expect(lineEdits.cutAfter(line)).toEqual({ text: 'echo ', caret: 5 });
});

it('W153 several lines that are pasted are one line of the same commands', () => {
  expect(oneLine('echo a\necho b\r\n\n')).toBe('echo a; echo b');
  expect(oneLine('for i in 1 2; do\n  echo $i\ndone')).toBe('for i in 1 2; do echo $i; done');
  expect(oneLine('if true\nthen\n  ls |\n  wc\nfi')).toBe('if true; then ls | wc; fi');
  expect(oneLine('cp a \\\n  b')).toBe('cp a b');
  expect(oneLine('\n')).toBe('');
});
