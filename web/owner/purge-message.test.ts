import { expect, it } from 'vitest';
import { purgeMessage } from './purge-message.ts';

it.each([
  [{ files: 3, messages: 2, runs: 1, other: 0 }, 'removed from 3 files, 2 messages and 1 run,'],
  [{ files: 1, messages: 0, runs: 0, other: 0 }, 'removed from 1 file,'],
  [{ files: 0, messages: 1, runs: 0, other: 2 }, 'removed from 1 message and 2 other records,'],
  [{ files: 0, messages: 0, runs: 0, other: 0 }, 'was in no file, message or run of this room'],
])('W122 the message says where the text was: %o', (purged, words) => {
  expect(purgeMessage(purged)).toContain(words);
});
