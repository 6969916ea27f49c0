import { expect, it } from 'vitest';
import { piecesOf } from './command-pieces.ts';

const out = (text: string) => ({ isError: false, text });

it('X119 shows both streams in the order in which they were printed', () => {
  expect(piecesOf({ stdout: 'abd', stderr: 'cE', order: [2, 1, 1, 1] })).toEqual([
    out('ab'),
    { isError: true, text: 'c' },
    out('d'),
    { isError: true, text: 'E' },
  ]);
  expect(piecesOf({ stdout: 'a', stderr: 'b' })).toEqual([out('a'), { isError: true, text: 'b' }]);
  expect(piecesOf({ stdout: '', stderr: '' })).toEqual([]);
});

it('X119 keeps the parts of a long output as they are while it grows', () => {
  const line = `${'x'.repeat(99)}\n`;
  const before = piecesOf({ stdout: line.repeat(50), stderr: '' });
  const after = piecesOf({ stdout: line.repeat(51), stderr: '' });
  expect(before.length).toBeGreaterThan(2);
  expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  expect(after.map(({ text }) => text).join('')).toBe(line.repeat(51));
});

it('X119 lets a colour hold over the parts, until it is reset', () => {
  const [, second, third] = piecesOf({
    stdout: '\u001b[1;31mred\u001b[0;32mgreen\u001b[4mplain\u001b[mnone',
    stderr: 'ab',
    order: [18, 1, 15, 1],
  });
  expect(second?.text).toBe('\u001b[0;32ma');
  expect(third?.text.startsWith('\u001b[0;32m')).toBe(true);
});
