/** How much at once, and then how much in a second. */
export interface Pace {
  burst: number;
  perSecond: number;
}

/** A token bucket. It may be overdrawn by what could not be known before: then that is waited for, too. */
export class TokenBucket {
  readonly #pace: Pace;
  #level: number;
  #atMs: number;

  constructor(pace: Pace, nowMs: number) {
    this.#pace = pace;
    this.#level = pace.burst;
    this.#atMs = nowMs;
  }

  /** Takes it, if so much is there. @returns how many ms it comes too early; 0 when it was taken */
  takeIfThere(amount: number, nowMs: number): number {
    const waitMs = this.waitMs(amount, nowMs);
    if (waitMs === 0) this.take(amount, nowMs);
    return waitMs;
  }

  take(amount: number, nowMs: number): void {
    this.#level = this.level(nowMs) - amount;
    this.#atMs = nowMs;
  }

  /** How long until there is so much; 0 when there is. */
  waitMs(amount: number, nowMs: number): number {
    return Math.max(0, ((amount - this.level(nowMs)) / this.#pace.perSecond) * 1000);
  }

  level(nowMs: number): number {
    // A clock that was set back takes nothing away.
    const more = (Math.max(0, nowMs - this.#atMs) / 1000) * this.#pace.perSecond;
    return Math.min(this.#pace.burst, this.#level + more);
  }
}

/** A bucket for each person, of so many at a time. In memory: a new process begins anew. */
export class TokenBuckets {
  readonly #pace: Pace;
  readonly #most: number;
  readonly #byUser = new Map<string, TokenBucket>();

  constructor(pace: Pace, most: number) {
    this.#pace = pace;
    this.#most = most;
  }

  /** How many are known. */
  get size(): number {
    return this.#byUser.size;
  }

  of(userId: string, nowMs: number): TokenBucket {
    const known = this.#byUser.get(userId);
    if (known) return known;
    if (this.#byUser.size >= this.#most) this.#forgetHalf(nowMs);
    const made = new TokenBucket(this.#pace, nowMs);
    this.#byUser.set(userId, made);
    return made;
  }

  /** The fullest go: a full bucket is as good as a new one, and who has taken the most is held to it the longest. */
  #forgetHalf(nowMs: number): void {
    const fullestFirst = [...this.#byUser].toSorted(
      ([, one], [, other]) => other.level(nowMs) - one.level(nowMs),
    );
    for (const [userId] of fullestFirst.slice(0, Math.ceil(this.#most / 2))) this.#byUser.delete(userId);
  }
}
