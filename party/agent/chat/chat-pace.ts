import { agentLimits } from '../../../shared/limits.ts';
import { TokenBuckets } from '../../quotas/token-buckets.ts';

const { messagePace, maxMessageBytes } = agentLimits;

/** How fast one person may write in the chat: every page is told, and all of it is kept. A long message counts for more. */
export class ChatPace {
  readonly #buckets = new TokenBuckets(messagePace, messagePace.maxPeople);
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts a message. @returns how many ms it comes too early; it is not counted then. 0 when it may come */
  take(userId: string, length: number): number {
    const nowMs = this.#now();
    // One that is too long at all is told so, and not to come again later.
    const cost = 1 + Math.floor(Math.min(length, maxMessageBytes) / messagePace.bytes);
    return this.#buckets.of(userId, nowMs).takeIfThere(cost, nowMs);
  }
}
