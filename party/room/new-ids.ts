import { roomLimits } from '../../shared/limits.ts';

/**
 * How many new client ids each user may still introduce. A document never loses an id, so without this one person could
 * use up all that a room takes.
 */
export class NewIds {
  /** User id → what was left, and when. */
  readonly #buckets = new Map<string, { left: number; atMs: number }>();

  left(userId: string, nowMs: number): number {
    const bucket = this.#buckets.get(userId);
    if (!bucket) return roomLimits.newAuthorsPerHour;
    const refilled = ((nowMs - bucket.atMs) * roomLimits.newAuthorsPerHour) / hourMs;
    return Math.min(roomLimits.newAuthorsPerHour, bucket.left + refilled);
  }

  take(userId: string, nowMs: number): void {
    this.#buckets.set(userId, { left: this.left(userId, nowMs) - 1, atMs: nowMs });
    if (this.#buckets.size <= maxBuckets) return;
    for (const id of this.#buckets.keys())
      if (this.left(id, nowMs) === roomLimits.newAuthorsPerHour) this.#buckets.delete(id);
  }
}

const hourMs = 3_600_000;
const maxBuckets = 1_000;
