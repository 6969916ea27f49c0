import type { UIMessage } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';

/**
 * The messages that a transcript has outgrown: past its limit the oldest go, as many as make a quarter of it free, and
 * what is left begins with a person.
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
