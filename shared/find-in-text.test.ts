import { expect, test } from 'vitest';
import { findInText, type Query } from './find-in-text.ts';

const query = (text: string, more: Partial<Query> = {}): Query => ({
  text,
  matchCase: false,
  wholeWord: false,
  regex: false,
  replacement: '',
  ...more,
});
const places = (text: string, asked: Query): [number, number, string][] =>
  findInText(text, asked, 100).map(({ line, column, hit }) => [line, column, hit]);

test('W28 a text is found as it is written, with lines and columns', () => {
  expect(places('a.b\naxb A.B', query('a.b'))).toEqual([
    [1, 1, 'a.b'],
    [2, 5, 'A.B'],
  ]);
  expect(places('a.b A.B', query('a.b', { matchCase: true }))).toEqual([[1, 1, 'a.b']]);
});

test('W28 whole-word search works in every script', () => {
  expect(places('cat concat cat_ écat cat', query('cat', { wholeWord: true }))).toEqual([
    [1, 1, 'cat'],
    [1, 22, 'cat'],
  ]);
});

test('W28 a pattern matches across lines, and never matches nothing', () => {
  expect(places('x = 1\ny = 2', query('^\\w', { regex: true }))).toEqual([
    [1, 1, 'x'],
    [2, 1, 'y'],
  ]);
  expect(places('ab\ncd', query('b\\nc', { regex: true }))).toEqual([[1, 2, 'b\nc']]);
  expect(places('ab', query('z*', { regex: true }))).toEqual([]);
  expect(places('😀', query('.', { regex: true }))).toEqual([[1, 1, '😀']]);
  expect(() => findInText('', query('(', { regex: true }), 1)).toThrow(SyntaxError);
});

test('W30 a pattern’s replacement expands as in String.replace, a plain text’s stays literal', () => {
  const cases: [text: string, pattern: string, replacement: string][] = [
    ['key: value', '(\\w+): (\\w+)', '$2=$1'],
    ['ab', '(?<first>a)', '[$<first>]$$$&$9$0'],
    ['ab', 'a', '$1$<x>'],
    ['xy', '(x)|(z)', '<$1$2>'],
    ['xy', '(x)', '$10$01$00$2$11'],
    ['abcdefghijkl', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)', '$11$12$1'],
  ];
  for (const [text, pattern, replacement] of cases) {
    const [match] = findInText(text, query(pattern, { regex: true, matchCase: true, replacement }), 1);
    const expected = text.replace(new RegExp(pattern, 'u'), replacement);
    expect(
      text.slice(0, match!.index) + match!.replacement + text.slice(match!.index + match!.hit.length),
    ).toBe(expected);
  }
  expect(findInText('a', query('a', { replacement: '$&' }), 1)[0]?.replacement).toBe('$&');
});

test('W28 long lines are truncated around the match, and no more matches are returned than asked for', () => {
  const [match] = findInText(`${'l'.repeat(500)}X${'r'.repeat(500)}`, query('X'), 5);
  expect(match).toMatchObject({ column: 501, before: 'l'.repeat(60), after: 'r'.repeat(60) });
  expect(findInText('aaaa', query('a'), 3)).toHaveLength(3);
});

test('W196 a pattern’s replacement may have line breaks, and a pattern may match nothing', () => {
  const replaced = (text: string, pattern: string, replacement: string): string => {
    const matches = findInText(text, query(pattern, { regex: true, replacement }), 100, true);
    return matches.reduceRight(
      (all, { index, hit, replacement: own }) => all.slice(0, index) + own + all.slice(index + hit.length),
      text,
    );
  };
  expect(replaced('a\n\n\nb', '\\n\\n+', '\\n')).toBe('a\nb');
  expect(replaced('a,b', ',', '\\n\\t')).toBe('a\n\tb');
  expect(replaced('a,b', ',', String.raw`\\n\d\${','}`)).toBe(String.raw`a\n\d\${','}b`);
  expect(replaced('a\n\nb', '^', '// ')).toBe('// a\n// \n// b');
  expect(replaced('a\nb', '$', ';')).toBe('a;\nb;');
  expect(replaced('ab', '(?=b)', '-')).toBe('a-b');
  expect(places('a\nb', query('^', { regex: true }))).toEqual([]);
});
