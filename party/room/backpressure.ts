import { wireLimits } from '../../shared/limits.ts';

/**
 * Watches whether a client reads what it is sent: a socket's `send` queues without bound and does not say how
 * much is queued.
 *
 * Every `readProbeBytes` the client should be sent a probe, which is a step 1: every client answers one, and
 * only after reading everything before it.
 */
export class BackpressureProbe {
  /** Sent since the last probe. */
  #bytes = 0;
  #dueMs: number | undefined;
  /** When a client is given up that is sent little meanwhile: it may be a slow connection. */
  #latestMs = 0;
  #isStuck = false;

  /**
   * Too much is unread. The frame that goes over the limit is the last one sent: the client would have a gap
   * after it.
   */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Whether it is time for a probe. */
  get isDue(): boolean {
    return this.#dueMs === undefined && this.#bytes >= wireLimits.readProbeBytes;
  }

  countSent(bytes: number): void {
    this.#bytes += bytes;
    if (this.#dueMs !== undefined && this.#bytes > wireLimits.maxUnreadBytes) this.#isStuck = true;
  }

  /**
   * Starts the deadline of a probe that was just sent. It grows with the bytes before the probe: a large
   * document takes a slow connection longer.
   * @returns how long the answer may take, in ms.
   */
  sent(nowMs: number): number {
    const probes = Math.max(1, this.#bytes / wireLimits.readProbeBytes);
    const timeMs = Math.ceil(probes * wireLimits.readTimeoutMs);
    this.#dueMs = nowMs + timeMs;
    this.#latestMs = nowMs + Math.ceil(probes * wireLimits.slowReadTimeoutMs);
    this.#bytes = 0;
    return timeMs;
  }

  answered(): void {
    this.#dueMs = undefined;
  }

  isOverdue(nowMs: number): boolean {
    if (this.#isStuck) return true;
    if (this.#dueMs === undefined || nowMs < this.#dueMs) return false;
    return this.#bytes >= wireLimits.fallenBehindBytes || nowMs >= this.#latestMs;
  }
}
