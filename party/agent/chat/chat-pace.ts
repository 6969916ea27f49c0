import { agentLimits, chatLimits } from '../../../shared/limits.ts';
import { TokenBuckets } from '../../quotas/token-buckets.ts';

const { messagePace } = agentLimits;
const { maxMessageLength } = chatLimits;

/** Limits how fast one person may write in the chat: every page gets each message. A long message counts for more. */
export class ChatPace {
  readonly #buckets = new TokenBuckets(messagePace, messagePace.maxPeople);
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts a message. @returns 0, or for how many ms to wait when it comes too early; then it is not counted */
  take(userId: string, length: number): number {
    const nowMs = this.#now();
    // A message over the limit is refused for its length later: do not ask to try again.
    const cost = 1 + Math.floor(Math.min(length, maxMessageLength) / messagePace.bytes);
    return this.#buckets.of(userId, nowMs).takeIfThere(cost, nowMs);
  }
}
