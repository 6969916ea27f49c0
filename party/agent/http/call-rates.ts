import { roomRates } from '../../../shared/limits.ts';
import { rateLimited } from '../../../shared/errors.ts';
import { TokenBucket, TokenBuckets } from '../../quotas/token-buckets.ts';

/** How fast a room's calls may write: by caller, by room, and in bytes of its history. In memory: a new coder begins anew. */
export class CallRates {
  readonly #now: () => number;
  readonly #room: TokenBucket;
  readonly #written: TokenBucket;
  readonly #callers = new TokenBuckets(roomRates.caller, roomRates.maxCallers);

  constructor(now: () => number) {
    this.#now = now;
    this.#room = new TokenBucket(roomRates.room, now());
    this.#written = new TokenBucket(roomRates.writtenBytes, now());
  }

  /** @throws TandemError `rate_limited` */
  byCaller(userId: string): void {
    this.#count(this.#callers.of(userId, this.#now()), 'You have made too many calls in this room.');
  }

  /** @throws TandemError `rate_limited` */
  byRoom(): void {
    this.#count(this.#room, 'Too many calls were made in this room.');
  }

  /** @throws TandemError `rate_limited` when too much was {@link wrote} */
  assertMayWrite(): void {
    const waitMs = this.#written.waitMs(1, this.#now());
    if (waitMs > 0)
      throw rateLimited('Too much text was written in this room by calls and programs.', waitMs);
  }

  /** So many bytes came to the room's history by calls, programs or the agent. */
  wrote(bytes: number): void {
    this.#written.take(bytes, this.#now());
  }

  #count(bucket: TokenBucket, what: string): void {
    const waitMs = bucket.takeIfThere(1, this.#now());
    if (waitMs > 0) throw rateLimited(what, waitMs);
  }
}
