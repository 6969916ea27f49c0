import type { RoomHost } from './host.ts';

/** Calls `tick` at regular intervals for as long as it returns true: a timer would keep an empty room awake. */
export class Ticker {
  readonly #host: Pick<RoomHost, 'after'>;
  readonly #intervalMs: number;
  readonly #tick: () => boolean;
  #isScheduled = false;

  constructor(host: Pick<RoomHost, 'after'>, intervalMs: number, tick: () => boolean) {
    this.#host = host;
    this.#intervalMs = intervalMs;
    this.#tick = tick;
  }

  /** Starts it, unless it runs. */
  start(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#host.after(this.#intervalMs, () => {
      this.#isScheduled = false;
      if (this.#tick()) this.start();
    });
  }
}
