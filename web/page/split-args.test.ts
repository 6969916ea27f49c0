import { expect, it } from 'vitest';
import { joinArgs, splitArgs } from './split-args.ts';

it.each([
  ['', []],
  ['  a   b ', ['a', 'b']],
  ['--name="two words" \'it "is"\' c\\ d', ['--name=two words', 'it "is"', 'c d']],
  ['"" "a\\"b\\\\"', ['', 'a"b\\']],
])('W81 splits %j into words', (line, words) => {
  expect(splitArgs(line)).toEqual(words);
});

it('W81 reports an unclosed quote or backslash', () => {
  expect(() => splitArgs('a "b')).toThrow('A quote or a backslash is not closed.');
  expect(() => splitArgs('a\\')).toThrow('A quote or a backslash is not closed.');
});

it('W81 joins words so that they split again', () => {
  const words = ['plain', '', 'two words', 'q"u\\o\'te', '\n'];
  expect(splitArgs(joinArgs(words))).toEqual(words);
});
