/**
 * Time in ms since the epoch that never goes back. When someone sets the server's clock back, this goes on from where it
 * was: everything that waits in a room waits until a certain time, and would wait for hours.
 */
export class SteadyClock {
  readonly #wallMs: () => number;
  #lastMs = Number.NEGATIVE_INFINITY;
  #aheadMs = 0;

  constructor(wallMs: () => number = Date.now) {
    this.#wallMs = wallMs;
  }

  readonly now = (): number => {
    const wallMs = this.#wallMs();
    if (wallMs + this.#aheadMs < this.#lastMs) this.#aheadMs = this.#lastMs - wallMs;
    this.#lastMs = wallMs + this.#aheadMs;
    return this.#lastMs;
  };
}
