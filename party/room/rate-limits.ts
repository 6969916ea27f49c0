import { wireLimits } from '../../shared/limits.ts';
import type { Role } from '../../shared/roles.ts';

const secondMs = 1_000;

/** What a connection may send and cost per second, and by how much it may exceed that in total. */
interface Allowance {
  updatesPerSecond: number;
  surplusUpdates: number;
  workPerSecond: number;
  surplusWork: number;
}

const writers: Allowance = {
  updatesPerSecond: wireLimits.floodUpdatesPerSecond,
  surplusUpdates: wireLimits.floodSurplusUpdates,
  workPerSecond: wireLimits.floodWorkPerSecond,
  surplusWork: wireLimits.floodSurplusWork,
};

const viewers: Allowance = {
  updatesPerSecond: wireLimits.viewerFloodUpdatesPerSecond,
  surplusUpdates: wireLimits.viewerFloodSurplusUpdates,
  workPerSecond: wireLimits.viewerFloodWorkPerSecond,
  surplusWork: wireLimits.viewerFloodSurplusWork,
};

const allowanceOf = (role: Role): Allowance => (role === 'viewer' ? viewers : writers);

/**
 * Counts what one connection sends. A flood is too much in every second of the window, or far too much in
 * total; a paste, a replayed trace or a first sync is over sooner.
 */
export class FloodMeter {
  #startMs = 0;
  #updates = 0;
  #bytes = 0;
  #fullSeconds = 0;
  #allowance: Allowance;
  readonly #allUpdates = new Surplus();
  readonly #allBytes = new Surplus();
  readonly #allWork = new Surplus();

  constructor(role: Role) {
    this.#allowance = allowanceOf(role);
  }

  /** From now on it may send as much as this role; what it has sent still counts. */
  setRole(role: Role): void {
    this.#allowance = allowanceOf(role);
  }

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
    const { updatesPerSecond, surplusUpdates } = this.#allowance;
    const isTooMuch =
      this.#allUpdates.add(updates, updatesPerSecond, nowMs) > surplusUpdates ||
      this.#allBytes.add(bytes, wireLimits.floodBytesPerSecond, nowMs) > wireLimits.floodSurplusBytes;
    return isTooMuch || this.#fullSeconds * secondMs >= wireLimits.floodWindowMs;
  }

  /** Counts what it cost the room, in units of `batchWork`. @returns whether it is far too much. */
  work(amount: number, nowMs: number): boolean {
    return this.#allWork.add(amount, this.#allowance.workPerSecond, nowMs) > this.#allowance.surplusWork;
  }

  get #isFull(): boolean {
    return this.#updates > this.#allowance.updatesPerSecond || this.#bytes > wireLimits.floodBytesPerSecond;
  }
}

/** How far a sender has exceeded a rate; the surplus drains at that rate. */
class Surplus {
  #amount = 0;
  #atMs = 0;

  /** @returns the surplus, this amount included. */
  add(amount: number, perSecond: number, nowMs: number): number {
    const drained = ((nowMs - this.#atMs) * perSecond) / secondMs;
    this.#amount = Math.max(0, this.#amount - drained) + amount;
    this.#atMs = nowMs;
    return this.#amount;
  }
}

/** Paces presence at one state per `awarenessIntervalMs`, with bursts of up to a second's worth. */
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
