import { wireLimits } from '../../shared/limits.ts';
import type { RoomHost } from './host.ts';

/** What a scheduler asks of its room. */
export interface BatchRoom {
  /** Whether an earlier batch is on its way to the disk. */
  isWriting(): boolean;
  readonly sessions: Iterable<{ readonly inbox: { readonly length: number } }>;
  /** Handles what has arrived. */
  takeBatch(): void;
}

/**
 * Decides when a room processes what has arrived.
 *
 * Writes to the disk set the pace: while none is under way, a message is processed at once; what arrives during one is
 * processed together when it ends. So no edit waits where there is time for each of them, and the faster they come, the
 * more of them share a write and a frame to each peer. Where they come several times as fast as they could be handled one
 * by one, the room also pauses between batches, which leaves the processor to the peers and to other rooms. With much
 * waiting already a pause would gain nothing.
 */
export class BatchScheduler {
  readonly #host: Pick<RoomHost, 'now' | 'after'>;
  readonly #room: BatchRoom;
  #startedMs = 0;
  /** How many times in a row there was a backlog when a write ended. */
  #backlogs = 0;
  /** No message starts a batch before this. */
  #restMs = 0;
  #isDue = false;

  constructor(host: Pick<RoomHost, 'now' | 'after'>, room: BatchRoom) {
    this.#host = host;
    this.#room = room;
  }

  /** Schedules a batch for a message that has arrived. */
  plan(): void {
    if (this.#isDue ? this.#isRestOverdue : !this.#room.isWriting()) this.#runBatch();
  }

  /** A write has ended, and everything that waited for it is sent. */
  written(): void {
    if (this.#isDue) return;
    const waiting = [...this.#room.sessions].map(({ inbox }) => inbox.length);
    const messages = waiting.reduce((sum, length) => sum + length, 0);
    const { backlogMessages, backlogShare, fullBatchMessages } = wireLimits;
    const isBacklog = messages >= Math.max(backlogMessages, waiting.length * backlogShare);
    this.#backlogs = isBacklog ? this.#backlogs + 1 : 0;
    if (messages === 0) return;
    const batchMs = this.#host.now() - this.#startedMs;
    const isWorthAPause = this.#backlogs >= 2 && messages < Math.max(fullBatchMessages, waiting.length);
    const pauseMs = isWorthAPause
      ? Math.min(wireLimits.maxBatchPauseMs, wireLimits.batchPauseFactor * batchMs)
      : 0;
    if (pauseMs > 0) this.#schedule(pauseMs);
    else this.#runBatch();
  }

  /**
   * The current batch leaves work undone. The next one runs when the server has nothing else to do; messages that arrive
   * before then start one only after a pause: in a flood of small frames each would otherwise cost a whole batch.
   */
  scheduleRest(): void {
    this.#restMs = this.#host.now() + wireLimits.backlogPauseMs;
    this.#schedule(0);
  }

  get #isRestOverdue(): boolean {
    return this.#restMs > 0 && this.#host.now() >= this.#restMs;
  }

  #schedule(waitMs: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#host.after(waitMs, () => {
      if (this.#isDue) this.#runBatch();
    });
  }

  #runBatch(): void {
    this.#isDue = false;
    this.#restMs = 0;
    this.#startedMs = this.#host.now();
    this.#room.takeBatch();
  }
}
