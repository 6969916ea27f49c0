import { expect, it } from 'vitest';
import { asciiAddress, marksIn, withMarks } from './marks.ts';

it('W125 invisible characters are named, and the text between them stays', () => {
  expect(marksIn('let x\u202e = 1;\u200b')).toEqual([
    { kind: 'text', text: 'let x' },
    { kind: 'hidden', text: '\u202e' },
    { kind: 'text', text: ' = 1;' },
    { kind: 'hidden', text: '\u200b' },
  ]);
  expect(withMarks('rm a\u202etxt.sj\r\u001b[2K')).toBe('rm a‹U+202E›txt.sj‹U+000D›‹U+001B›[2K');
  expect(withMarks('a\u00a0b\u3000c')).toBe('a‹U+00A0›b‹U+3000›c');
  expect(withMarks('\u{e0041}')).toBe('‹U+E0041›');
});

it('W125 tabs and trailing spaces differ from other spaces', () => {
  expect(marksIn('\ta b  \nc ').map(({ kind, text }) => [kind, text])).toEqual([
    ['tab', '\t'],
    ['text', 'a b'],
    ['end', '  '],
    ['text', '\nc'],
    ['end', ' '],
  ]);
});

it('W125 plain text, emoji and other scripts have no marks', () => {
  for (const text of ['const a = 1;\nb();', '👩‍👩‍👧 ❤️', 'علی\u200cرضا', '王小明'])
    expect(marksIn(text)).toEqual([{ kind: 'text', text }]);
  expect(marksIn('')).toEqual([]);
});

it('W125 a host with look-alike letters is shown in ASCII', () => {
  expect(asciiAddress('https://gіthub.com/a?b=ü')).toBe('https://xn--gthub-n2e.com/a?b=%C3%BC');
  expect(asciiAddress('https://api.github.com/x')).toBe('https://api.github.com/x');
  expect(asciiAddress('no address')).toBe('no address');
});
