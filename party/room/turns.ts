import { wireLimits } from '../../shared/limits.ts';
import type { RoomHost } from './host.ts';

/**
 * Says when a room takes what has come to it.
 *
 * An idle room does at once. A busy one waits a little for what else comes: each turn costs a frame to every socket, so
 * a room with more of them takes fewer turns, and the frames it sends in a second have a bound that their number does
 * not change.
 */
export class Turns {
  readonly #host: RoomHost;
  readonly #msPerSocket: number;
  readonly #take: () => void;
  #lastMs = 0;
  #isDue = false;

  constructor(host: RoomHost, msPerSocket: number, take: () => void) {
    this.#host = host;
    this.#msPerSocket = msPerSocket;
    this.#take = take;
  }

  /** Something has come, in a room of so many sockets. */
  plan(sockets: number): void {
    const pauseMs = Math.min(wireLimits.maxTurnMs, sockets * this.#msPerSocket);
    const waitMs = this.#lastMs + pauseMs - this.#host.now();
    if (waitMs <= 0) this.#now();
    else if (!this.#isDue) {
      this.#isDue = true;
      this.#host.after(waitMs, () => {
        this.#isDue = false;
        this.#now();
      });
    }
  }

  #now(): void {
    this.#lastMs = this.#host.now();
    this.#take();
  }
}
