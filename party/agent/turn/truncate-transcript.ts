import type { UIMessage } from 'ai';

/**
 * The newest part of a transcript that fits, beginning with a person's message; `whole` if that is all of it. The last
 * message is included whatever its length.
 * @param max in UTF-16 units of JSON.
 */
export function truncateTranscript(
  messages: readonly UIMessage[],
  max: number,
): { messages: UIMessage[]; whole: boolean } {
  let left = max;
  let from = messages.length;
  for (let at = messages.length - 1; at >= 0; at--) {
    left -= JSON.stringify(messages[at]).length;
    if (left < 0 && from < messages.length) break;
    if (messages[at]?.role === 'user') from = at;
  }
  // No message of a person to begin with: keep everything.
  if (from === messages.length) from = 0;
  return { messages: messages.slice(from), whole: from === 0 };
}
