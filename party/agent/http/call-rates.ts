import { roomRates } from '../../../shared/limits.ts';
import { rateLimited } from '../../../shared/errors.ts';
import { TokenBucket, TokenBuckets } from '../../quotas/token-buckets.ts';

/** Rate limits of a room's calls: by caller, by room, and by bytes of history. In memory, so a restart resets them. */
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

  /** @throws TandemError `rate_limited` while {@link wrote} has counted too much */
  assertMayWrite(): void {
    const waitMs = this.#written.waitMs(1, this.#now());
    if (waitMs > 0)
      throw rateLimited('Too much text was written in this room by calls and programs.', waitMs);
  }

  /** Counts bytes that calls, programs or the agent added to the room's history. */
  wrote(bytes: number): void {
    this.#written.take(bytes, this.#now());
  }

  #count(bucket: TokenBucket, what: string): void {
    const waitMs = bucket.takeIfThere(1, this.#now());
    if (waitMs > 0) throw rateLimited(what, waitMs);
  }
}
