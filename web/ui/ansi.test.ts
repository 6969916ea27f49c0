import { expect, it } from 'vitest';
import { readAnsi } from './ansi.ts';

const textOf = (raw: string): string =>
  readAnsi(raw)
    .map((span) => span.text)
    .join('');

it('W5 keeps plain text and markup unchanged', () => {
  expect(readAnsi('<b>&amp;</b>')).toEqual([{ text: '<b>&amp;</b>', classes: [] }]);
  expect(textOf('\u001b[1m<img src=x onerror=alert(1)>\u001b[0m')).toBe('<img src=x onerror=alert(1)>');
});

it('W5 reads the sixteen colours and the weights as classes', () => {
  expect(readAnsi('\u001b[31mred\u001b[0m and \u001b[1;92mgreen')).toEqual([
    { text: 'red', classes: ['ansi-red'] },
    { text: ' and ', classes: [] },
    { text: 'green', classes: ['ansi-bright-green', 'ansi-bold'] },
  ]);
});

it('W5 reads the larger palettes as rgb() colours', () => {
  expect(readAnsi('\u001b[38;5;196mx')[0]?.color).toBe('rgb(255 0 0)');
  expect(readAnsi('\u001b[48;5;244mx')[0]?.background).toBe('rgb(128 128 128)');
  expect(readAnsi('\u001b[38;2;1;2;3mx')[0]?.color).toBe('rgb(1 2 3)');
});

it('W5 drops hyperlinks, titles and cursor moves', () => {
  expect(textOf('\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007')).toBe('click');
  expect(textOf('\u001b]0;title\u001b\\a\u001b[2J\u001b[10;3Hb\u001b[Kc')).toBe('abc');
});
