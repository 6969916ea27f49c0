import { wireLimits } from '../../shared/limits.ts';

/**
 * Watches whether a client reads what it is sent: `send` queues without bound, and nothing tells how much.
 *
 * After so many bytes the client is to be asked a question that every client answers. The answer comes only when all
 * before the question was read.
 */
export class BackpressureProbe {
  /** Sent since the last question. */
  #bytes = 0;
  #dueMs: number | undefined;
  #isStuck = false;

  /** Nothing more may be sent: so much waits unread that what was dropped is a gap. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Whether it is time for a question. */
  get isDue(): boolean {
    return this.#dueMs === undefined && this.#bytes >= wireLimits.readProbeBytes;
  }

  countSent(bytes: number): void {
    this.#bytes += bytes;
    if (this.#dueMs !== undefined && this.#bytes > wireLimits.maxUnreadBytes) this.#isStuck = true;
  }

  /**
   * The question is on its way. A large document takes a slow line longer: each probe's worth has its own time.
   * @returns how long the answer may take, in ms.
   */
  sent(nowMs: number): number {
    const worth = Math.max(1, this.#bytes / wireLimits.readProbeBytes);
    const timeMs = Math.ceil(worth * wireLimits.readTimeoutMs);
    this.#dueMs = nowMs + timeMs;
    this.#bytes = 0;
    return timeMs;
  }

  answered(): void {
    this.#dueMs = undefined;
  }

  isOverdue(nowMs: number): boolean {
    return this.#isStuck || (this.#dueMs !== undefined && nowMs >= this.#dueMs);
  }
}
