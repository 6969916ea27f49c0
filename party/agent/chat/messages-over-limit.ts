import type { UIMessage } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';
import { metadataOf } from './chat-host.ts';

/**
 * The ids of the oldest messages to remove from a transcript over its limits, so that a quarter becomes free and the rest
 * begins with a person's request. Empty within the limits.
 */
export function messagesOverLimit(
  messages: readonly UIMessage[],
  { keptMessages, keptMessagesLength }: { keptMessages: number; keptMessagesLength: number } = agentLimits,
): string[] {
  const lengths = messages.map((message) => JSON.stringify(message).length);
  let length = lengths.reduce((sum, each) => sum + each, 0);
  if (messages.length <= keptMessages && length <= keptMessagesLength) return [];
  let from = 0;
  const last = messages.findLastIndex(isRequest);
  const isOver = (): boolean =>
    messages.length - from > keptMessages * 0.75 || length > keptMessagesLength * 0.75;
  while (from < last && (isOver() || !isRequest(messages[from]))) length -= lengths[from++] ?? 0;
  return messages.slice(0, from).map(({ id }) => id);
}

const isRequest = (message: UIMessage | undefined): boolean =>
  message?.role === 'user' && metadataOf(message)?.continues === undefined;
