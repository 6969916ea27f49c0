/** A burst, and the rate at which it refills. */
export interface Pace {
  burst: number;
  perSecond: number;
}

/** A token bucket. An amount that is known only afterwards may overdraw it; the debt is paid off first. */
export class TokenBucket {
  readonly #pace: Pace;
  #level: number;
  #atMs: number;

  constructor(pace: Pace, nowMs: number) {
    this.#pace = pace;
    this.#level = pace.burst;
    this.#atMs = nowMs;
  }

  /** Takes the amount if available. @returns ms until it would be available; 0 when it was taken */
  takeIfThere(amount: number, nowMs: number): number {
    const waitMs = this.waitMs(amount, nowMs);
    if (waitMs === 0) this.take(amount, nowMs);
    return waitMs;
  }

  take(amount: number, nowMs: number): void {
    this.#level = this.level(nowMs) - amount;
    this.#atMs = nowMs;
  }

  /** ms until the amount is available; 0 when it is. */
  waitMs(amount: number, nowMs: number): number {
    return Math.max(0, ((amount - this.level(nowMs)) / this.#pace.perSecond) * 1000);
  }

  level(nowMs: number): number {
    // A clock that was set back must not lower the level.
    const more = (Math.max(0, nowMs - this.#atMs) / 1000) * this.#pace.perSecond;
    return Math.min(this.#pace.burst, this.#level + more);
  }
}

/** One bucket per person, for a limited number of people. In memory only: a new process starts with full buckets. */
export class TokenBuckets {
  readonly #pace: Pace;
  readonly #most: number;
  readonly #byUser = new Map<string, TokenBucket>();

  constructor(pace: Pace, most: number) {
    this.#pace = pace;
    this.#most = most;
  }

  /** How many buckets are tracked. */
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

  /** Forgets the fullest buckets: a full one equals a new one, and whoever has taken the most must stay limited. */
  #forgetHalf(nowMs: number): void {
    const fullestFirst = [...this.#byUser].toSorted(
      ([, one], [, other]) => other.level(nowMs) - one.level(nowMs),
    );
    for (const [userId] of fullestFirst.slice(0, Math.ceil(this.#most / 2))) this.#byUser.delete(userId);
  }
}
