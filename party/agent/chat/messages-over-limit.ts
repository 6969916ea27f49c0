import type { UIMessage } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';
import { isRequest } from '../turn/messages.ts';
import { summaryIn } from '../turn/summaries.ts';

const lengths = new WeakMap<UIMessage, number>();

/** Messages never change, so that each is written out once. */
function lengthOf(message: UIMessage): number {
  const length = lengths.get(message) ?? JSON.stringify(message).length;
  lengths.set(message, length);
  return length;
}

/**
 * The ids of the oldest messages to remove from a transcript over its limits, so that a quarter becomes free and the rest
 * begins with a person's request, or with the summary that the model has of what is gone. Empty within the limits.
 */
export function messagesOverLimit(
  messages: readonly UIMessage[],
  { keptMessages, keptMessagesLength }: { keptMessages: number; keptMessagesLength: number } = agentLimits,
): string[] {
  let length = messages.reduce((sum, message) => sum + lengthOf(message), 0);
  if (messages.length <= keptMessages && length <= keptMessagesLength) return [];
  let from = 0;
  const last = messages.findLastIndex(isRequest);
  const isOver = (): boolean =>
    messages.length - from > keptMessages * 0.75 || length > keptMessagesLength * 0.75;
  for (; from < last; from++) {
    const message = messages[from];
    if (!message || (!isOver() && isRequest(message))) break;
    length -= lengthOf(message);
  }
  const summary = messages.findLast((message) => summaryIn(message) !== undefined);
  return messages.slice(0, from).flatMap((message) => (message === summary ? [] : [message.id]));
}
