import { wireLimits } from '../../shared/limits.ts';
import type { RoomHost } from './host.ts';

type Host = Pick<RoomHost, 'now' | 'after'>;

/**
 * Decides when a room processes what has arrived.
 *
 * An idle room does so at once. A busy one waits briefly for more: every batch costs one frame to each socket, so a room
 * with more sockets takes fewer batches, and the number of frames it sends per second stays bounded.
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

  /** Schedules a batch for a message that has arrived. @param sockets how many are connected */
  plan(sockets: number): void {
    const pauseMs = Math.min(wireLimits.maxBatchMs, sockets * this.#msPerSocket);
    const waitMs = this.#lastMs + Math.max(pauseMs, this.#backlogPauseMs) - this.#host.now();
    if (waitMs <= 0) this.#runBatch();
    else this.#schedule(waitMs);
  }

  /**
   * The current batch leaves work undone. The next one runs when the server has nothing else to do; messages that arrive
   * before then start one only after a pause: in a flood of small frames each would otherwise cost a whole batch.
   */
  scheduleRest(): void {
    this.#backlogPauseMs = wireLimits.backlogPauseMs;
    this.#schedule(0);
  }

  #schedule(waitMs: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#host.after(waitMs, () => {
      this.#isDue = false;
      this.#runBatch();
    });
  }

  #runBatch(): void {
    this.#lastMs = this.#host.now();
    this.#backlogPauseMs = 0;
    this.#take();
  }
}
