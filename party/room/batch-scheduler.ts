import { wireLimits } from '../../shared/limits.ts';
import type { RoomHost } from './host.ts';

type Host = Pick<RoomHost, 'now' | 'after'>;

/**
 * Says when a room takes what has come to it.
 *
 * An idle room does at once. A busy one waits a little for what else comes: each turn costs a frame to every socket, so
 * a room with more of them takes fewer turns, and the frames it sends in a second have a bound that their number does
 * not change.
 */
export class BatchScheduler {
  readonly #host: Host;
  readonly #msPerSocket: number;
  readonly #take: () => void;
  #lastMs = 0;
  #backlogPauseMs = 0;
  #isDue = false;

  constructor(host: Host, msPerSocket: number, take: () => void) {
    this.#host = host;
    this.#msPerSocket = msPerSocket;
    this.#take = take;
  }

  /** Something has come, in a room of so many sockets. */
  plan(sockets: number): void {
    const pauseMs = Math.min(wireLimits.maxBatchMs, sockets * this.#msPerSocket);
    const waitMs = this.#lastMs + Math.max(pauseMs, this.#backlogPauseMs) - this.#host.now();
    if (waitMs <= 0) this.#now();
    else this.#in(waitMs);
  }

  /**
   * The turn that is being taken leaves something. The next one is taken when the server has nothing else to do; what comes
   * before brings it about only after a pause: of a flood of small frames each would cost a whole turn.
   */
  goOn(): void {
    this.#backlogPauseMs = wireLimits.backlogPauseMs;
    this.#in(0);
  }

  #in(waitMs: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#host.after(waitMs, () => {
      this.#isDue = false;
      this.#now();
    });
  }

  #now(): void {
    this.#lastMs = this.#host.now();
    this.#backlogPauseMs = 0;
    this.#take();
  }
}
