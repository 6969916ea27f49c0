import type { Message } from '../coder/messages.ts';

/** What the conversation takes of the model's window. */
export interface ContextUse {
  tokens: number;
  window: number;
  /** Whole, from 1. */
  percent: number;
  /** Whether another summary would help: nothing was said since the last one if not. */
  canCompact: boolean;
}

/** Above this much of the window the conversation takes nearly all that a prompt may. */
export const highPercent = 75;

/**
 * As of the newest message that says so; undefined when another model answers now, whose window is not known.
 * @param messages newest first
 */
export function contextUse(
  messages: Iterable<Message | undefined>,
  model: string | undefined,
): ContextUse | undefined {
  for (const message of messages) {
    const { context, summary, model: by } = message?.metadata ?? {};
    if (!context) continue;
    const { tokens, window } = context;
    return by === model && window > 0
      ? {
          tokens,
          window,
          percent: Math.max(1, Math.round((100 * tokens) / window)),
          canCompact: summary === undefined,
        }
      : undefined;
  }
  return undefined;
}
