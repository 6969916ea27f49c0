import { roomRates } from '../../shared/limits.ts';
import { rateLimited } from '../../shared/errors.ts';

interface Pace {
  /** The most at once. */
  burst: number;
  perSecond: number;
}

/** A token bucket. It may be overdrawn by what could not be known before: then that is waited for, too. */
class Bucket {
  readonly #pace: Pace;
  #level: number;
  #atMs: number;

  constructor(pace: Pace, nowMs: number) {
    this.#pace = pace;
    this.#level = pace.burst;
    this.#atMs = nowMs;
  }

  take(amount: number, nowMs: number): void {
    this.#level = this.#levelAt(nowMs) - amount;
    this.#atMs = nowMs;
  }

  /** How long until there is one more; 0 when there is. */
  waitMs(nowMs: number): number {
    return Math.max(0, ((1 - this.#levelAt(nowMs)) / this.#pace.perSecond) * 1000);
  }

  isFull(nowMs: number): boolean {
    return this.#levelAt(nowMs) >= this.#pace.burst;
  }

  #levelAt(nowMs: number): number {
    const more = ((nowMs - this.#atMs) / 1000) * this.#pace.perSecond;
    return Math.min(this.#pace.burst, this.#level + more);
  }
}

/** How fast a room's calls may write: by caller, by room, and in bytes of its history. In memory: a new coder begins anew. */
export class CallRates {
  readonly #now: () => number;
  readonly #room: Bucket;
  readonly #written: Bucket;
  readonly #callers = new Map<string, Bucket>();

  constructor(now: () => number) {
    this.#now = now;
    this.#room = new Bucket(roomRates.room, now());
    this.#written = new Bucket(roomRates.writtenBytes, now());
  }

  /** How many callers are known. */
  get callers(): number {
    return this.#callers.size;
  }

  /** @throws TandemError `rate_limited` */
  byCaller(userId: string): void {
    this.#count(this.#bucketOf(userId), 'You have made too many calls in this room.');
  }

  /** @throws TandemError `rate_limited` */
  byRoom(): void {
    this.#count(this.#room, 'Too many calls were made in this room.');
  }

  /** @throws TandemError `rate_limited` when too much was {@link wrote} */
  assertMayWrite(): void {
    const waitMs = this.#written.waitMs(this.#now());
    if (waitMs > 0)
      throw rateLimited('Too much text was written in this room by calls and programs.', waitMs);
  }

  /** So many bytes came to the room's history by calls, programs or the agent. */
  wrote(bytes: number): void {
    this.#written.take(bytes, this.#now());
  }

  #count(bucket: Bucket, what: string): void {
    const nowMs = this.#now();
    const waitMs = bucket.waitMs(nowMs);
    if (waitMs > 0) throw rateLimited(what, waitMs);
    bucket.take(1, nowMs);
  }

  #bucketOf(userId: string): Bucket {
    const nowMs = this.#now();
    const known = this.#callers.get(userId);
    if (known) return known;
    if (this.#callers.size >= roomRates.maxCallers) {
      // A full bucket is as good as a new one; where none is, they are strangers by the hundred, and the room's own holds.
      for (const [id, bucket] of this.#callers) if (bucket.isFull(nowMs)) this.#callers.delete(id);
      if (this.#callers.size >= roomRates.maxCallers) this.#callers.clear();
    }
    const made = new Bucket(roomRates.caller, nowMs);
    this.#callers.set(userId, made);
    return made;
  }
}
