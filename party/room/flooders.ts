import { wireLimits } from '../../shared/limits.ts';

/**
 * Users who were closed for a flood and may not come back yet. A close does not stop the frames already on
 * their way, and the platform spends time on each: someone who came back at once would hold up every room
 * again and again.
 */
export class Flooders {
  /** When each cooldown ends (ms since the epoch), by room and user, in the order of their closing. */
  readonly #until = new Map<string, number>();

  add(room: string, userId: string, nowMs: number): void {
    for (const [key, untilMs] of this.#until) {
      if (untilMs > nowMs) break;
      this.#until.delete(key);
    }
    const key = keyOf(room, userId);
    this.#until.delete(key);
    this.#until.set(key, nowMs + wireLimits.floodCooldownMs);
  }

  has(room: string, userId: string, nowMs: number): boolean {
    return (this.#until.get(keyOf(room, userId)) ?? 0) > nowMs;
  }
}

const keyOf = (room: string, userId: string): string => JSON.stringify([room, userId]);
