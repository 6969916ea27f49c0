import { expect, it } from 'vitest';
import { joinArgs, splitArgs } from './words-of-line.ts';

it.each([
  ['', []],
  ['  a   b ', ['a', 'b']],
  ['--name="two words" \'it "is"\' c\\ d', ['--name=two words', 'it "is"', 'c d']],
  ['"" "a\\"b\\\\"', ['', 'a"b\\']],
])('W81 reads %j as words', (line, words) => {
  expect(splitArgs(line)).toEqual(words);
});

it('W81 says when a quote is not closed', () => {
  expect(() => splitArgs('a "b')).toThrow('A quote or a backslash is not closed.');
  expect(() => splitArgs('a\\')).toThrow('A quote or a backslash is not closed.');
});

it('W81 writes words so that they are read again', () => {
  const words = ['plain', '', 'two words', 'q"u\\o\'te', '\n'];
  expect(splitArgs(joinArgs(words))).toEqual(words);
});
