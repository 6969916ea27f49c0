import type { UIMessage } from 'ai';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { shownMessage } from './shown-message.ts';

interface HistoryPage {
  /** As pages get them, the newest last. */
  messages: UIMessage[];
  /** How many messages come before them. */
  earlier: number;
  /** The `before` of the page before; absent for the first. */
  before?: string;
}

/**
 * A part of the transcript: its end, or what comes before a message. It has at least one message, if there is one, and
 * begins with the request that its first answer answers.
 * @param limit the most messages @throws TandemError `not_found` when there is no message `before`
 */
export function historyPage(
  messages: readonly UIMessage[],
  { before, limit }: { before: string | undefined; limit: number },
): HistoryPage {
  const end = before === undefined ? messages.length : messages.findIndex(({ id }) => id === before);
  if (end < 0) {
    throw new TandemError('not_found', 'The chat has changed meanwhile. Try again.');
  }
  const page: UIMessage[] = [];
  let length = 0;
  for (let at = end - 1; at >= 0; at--) {
    const message = messages[at];
    if (!message) break;
    const shown = shownMessage(message);
    length += JSON.stringify(shown).length;
    const isFull = page.length >= limit || (page.length > 0 && length > agentLimits.historyLength);
    if (isFull && page[0]?.role !== 'assistant') break;
    page.unshift(shown);
  }
  const earlier = end - page.length;
  const [first] = page;
  return { messages: page, earlier, ...(first && earlier > 0 && { before: first.id }) };
}
