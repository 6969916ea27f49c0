import { expect, test } from 'vitest';
import { wordsOfFormatted } from './format-result.ts';

test('W55 what was formatted, left and failed is said', () => {
  const none = { changed: [], left: [], failed: [] };
  expect(wordsOfFormatted(none)).toBe('No file had to be formatted.');
  expect(wordsOfFormatted({ ...none, changed: ['a.ts'] })).toBe('Formatted a.ts.');
  expect(
    wordsOfFormatted({
      changed: ['a.ts', 'b.ts'],
      left: ['c.ts', 'd.ts'],
      failed: [{ path: 'e.json', reason: 'no formatter came.' }],
    }),
  ).toBe(
    'Formatted 2 files. Someone was writing in c.ts, d.ts: left as it is. e.json could not be formatted: no formatter came.',
  );
});
