import type { UIMessage } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';

/**
 * The ids of the oldest messages to remove from a transcript over its limits, so that a quarter becomes free and the rest
 * begins with a person's message. Empty within the limits.
 */
export function outgrown(
  messages: readonly UIMessage[],
  { keptMessages, keptMessageBytes }: { keptMessages: number; keptMessageBytes: number } = agentLimits,
): string[] {
  const sizes = messages.map((message) => JSON.stringify(message).length);
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (messages.length <= keptMessages && bytes <= keptMessageBytes) return [];
  let from = 0;
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const isOver = (): boolean =>
    messages.length - from > keptMessages * 0.75 || bytes > keptMessageBytes * 0.75;
  while (from < last && (isOver() || messages[from]?.role !== 'user')) bytes -= sizes[from++] ?? 0;
  return messages.slice(0, from).map(({ id }) => id);
}
