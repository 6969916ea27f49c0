import { wireLimits } from '../../shared/limits.ts';

const secondMs = 1_000;

/**
 * Counts what one connection sends. A flood is too much in every second of the whole window: a paste, a replayed
 * trace or a first sync is over before that.
 */
export class FloodMeter {
  #startMs = 0;
  #updates = 0;
  #bytes = 0;
  #fullSeconds = 0;

  /** Counts a frame. @returns whether it is part of a flood. */
  count(updates: number, bytes: number, nowMs: number): boolean {
    const elapsedMs = nowMs - this.#startMs;
    if (elapsedMs >= secondMs) {
      const goesOn = elapsedMs < 2 * secondMs;
      this.#fullSeconds = goesOn && this.#isFull ? this.#fullSeconds + 1 : 0;
      this.#startMs = goesOn ? this.#startMs + secondMs : nowMs;
      this.#updates = 0;
      this.#bytes = 0;
    }
    this.#updates += updates;
    this.#bytes += bytes;
    return this.#fullSeconds * secondMs >= wireLimits.floodWindowMs;
  }

  get #isFull(): boolean {
    return this.#updates > wireLimits.floodUpdatesPerSecond || this.#bytes > wireLimits.floodBytesPerSecond;
  }
}

/** Lets through what comes at `awarenessIntervalMs`, a second's worth of it at once; says how long to hold the rest. */
export class PresencePace {
  #nextMs = 0;

  /** @returns how long to wait before this may be shown, in ms: 0 is at once. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#nextMs - nowMs - (secondMs - wireLimits.awarenessIntervalMs));
  }

  shown(nowMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, nowMs) + wireLimits.awarenessIntervalMs;
  }
}
