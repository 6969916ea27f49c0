import { agentLimits } from '../../../shared/limits.ts';

const { atOnce, everyMs, bytes } = agentLimits.messagePace;

/** What someone may still say at once, and when that was so. */
interface Allowance {
  left: number;
  atMs: number;
}

/** How many are remembered before those who have all of theirs again are forgotten. */
const remembered = 500;

/** How fast one person may write in the chat: every page is told, and all of it is kept. A long message counts for more. */
export class ChatPace {
  readonly #byUser = new Map<string, Allowance>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts a message. @returns how many ms it comes too early; it is not counted then. 0 when it may come */
  take(userId: string, length: number): number {
    const nowMs = this.#now();
    const before = this.#byUser.get(userId);
    const left = before ? this.#refilled(before, nowMs) : atOnce;
    // One that is too long at all is told so, and not to come again later.
    const cost = 1 + Math.floor(Math.min(length, agentLimits.maxMessageBytes) / bytes);
    if (cost > left) return Math.ceil((cost - left) * everyMs);
    this.#byUser.set(userId, { left: left - cost, atMs: nowMs });
    if (this.#byUser.size > remembered) this.#forget(nowMs);
    return 0;
  }

  #refilled({ left, atMs }: Allowance, nowMs: number): number {
    const since = Math.max(0, nowMs - atMs);
    return Math.min(atOnce, left + since / everyMs);
  }

  #forget(nowMs: number): void {
    for (const [id, allowance] of this.#byUser) {
      if (this.#refilled(allowance, nowMs) >= atOnce) this.#byUser.delete(id);
    }
  }
}
