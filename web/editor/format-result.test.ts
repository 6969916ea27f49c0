import { expect, test } from 'vitest';
import { formatResultMessage } from './format-result.ts';

test('W55 the message names what was formatted, skipped and failed', () => {
  const none = { changed: [], left: [], failed: [] };
  expect(formatResultMessage(none)).toBe('All files were formatted already.');
  expect(formatResultMessage({ ...none, changed: ['a.ts'] })).toBe('Formatted a.ts.');
  expect(
    formatResultMessage({
      changed: ['a.ts', 'b.ts'],
      left: ['c.ts', 'd.ts'],
      failed: [{ path: 'e.json', reason: 'no formatter came.' }],
    }),
  ).toBe(
    'Formatted 2 files. Skipped c.ts, d.ts, because someone was writing there. e.json could not be formatted: no formatter came.',
  );
});
