import type { UIMessage } from 'ai';

/**
 * The newest part of a transcript that fits, beginning with a person; `whole` when that is all of it. The last message is
 * told whatever its length.
 * @param max in UTF-16 units of JSON.
 */
export function truncateTranscript(
  told: readonly UIMessage[],
  max: number,
): { messages: UIMessage[]; whole: boolean } {
  let left = max;
  let from = told.length;
  for (let at = told.length - 1; at >= 0; at--) {
    left -= JSON.stringify(told[at]).length;
    if (left < 0 && from < told.length) break;
    if (told[at]?.role === 'user') from = at;
  }
  // Without a person in it there is nothing to begin with.
  if (from === told.length) from = 0;
  return { messages: told.slice(from), whole: from === 0 };
}
