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
  /** A timer for the next batch runs, and when it should fire. */
  #isDue = false;
  #dueMs = 0;

  constructor(host: Pick<RoomHost, 'now' | 'after'>, room: BatchRoom) {
    this.#host = host;
    this.#room = room;
  }

  /** Schedules a batch for a message that has arrived. */
  plan(): void {
    if (this.#isDue ? this.#isOverdue : !this.#room.isWriting()) this.#runBatch();
  }

  /**
   * A write has ended, and everything that waited for it is sent. What comes next is heard first: the disk stops the whole
   * process, so the messages of that time arrive only now. Taken one by one, each would cost a write of its own.
   */
  written(): void {
    const batchMs = this.#host.now() - this.#startedMs;
    this.#schedule(0, () => this.#takeNext(batchMs));
  }

  /**
   * The current batch leaves work undone. The next one runs when the server has nothing else to do; messages that arrive
   * before then start one only after a pause: in a flood of small frames each would otherwise cost a whole batch.
   */
  scheduleRest(): void {
    this.#schedule(0, () => this.#runBatch());
  }

  /** Takes what has arrived during a write; or waits for more, if that is worth it. */
  #takeNext(batchMs: number): void {
    const waiting = [...this.#room.sessions].map(({ inbox }) => inbox.length);
    const messages = waiting.reduce((sum, length) => sum + length, 0);
    const { backlogMessages, backlogShare, fullBatchMessages, batchPauseFactor, maxBatchPauseMs } =
      wireLimits;
    const isBacklog = messages >= Math.max(backlogMessages, waiting.length * backlogShare);
    this.#backlogs = isBacklog ? this.#backlogs + 1 : 0;
    const isWorthAPause = this.#backlogs >= 2 && messages < Math.max(fullBatchMessages, waiting.length);
    const pauseMs = isWorthAPause ? Math.min(maxBatchPauseMs, batchPauseFactor * batchMs) : 0;
    if (pauseMs > 0) this.#schedule(pauseMs, () => this.#runBatch());
    else if (messages > 0) this.#runBatch();
  }

  /** Whether the timer for the next batch should have fired, and the server has been too busy for it. */
  get #isOverdue(): boolean {
    return this.#host.now() >= this.#dueMs + wireLimits.backlogPauseMs;
  }

  #schedule(waitMs: number, callback: () => void): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#dueMs = this.#host.now() + waitMs;
    this.#host.after(waitMs, () => {
      if (!this.#isDue) return;
      this.#isDue = false;
      callback();
    });
  }

  #runBatch(): void {
    this.#isDue = false;
    this.#startedMs = this.#host.now();
    this.#room.takeBatch();
  }
}
