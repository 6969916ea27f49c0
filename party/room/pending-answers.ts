import { wireLimits } from '../../shared/limits.ts';

const none: readonly number[] = [];

/**
 * What one session has asked the room for and not yet received.
 *
 * Answers are sent once a batch, however often the session asked, and paced at `answerBytesPerSecond`: a
 * request of ten bytes can cost an answer as large as the document, and everyone waits for it.
 */
export class PendingAnswers {
  #stateVector: Uint8Array | undefined;
  #presence = false;
  #acks: number[] = [];
  #nextMs = 0;
  /** A later batch is scheduled for the answer. */
  isPlanned = false;

  /** A newer state vector replaces an older one: one answer serves both. */
  document(stateVector: Uint8Array): void {
    this.#stateVector = stateVector;
  }

  presence(): void {
    this.#presence = true;
  }

  /** A newer ack covers all older ones, so past `maxAcksPerBatch` only the newest are sent. */
  ack(n: number): void {
    this.#acks.push(n);
    if (this.#acks.length > wireLimits.maxAcksPerBatch) this.#acks.shift();
  }

  /** @returns how long to wait before the answer, in ms; undefined when nothing was asked. An ack never waits. */
  waitMs(nowMs: number): number | undefined {
    if (!this.#stateVector && !this.#presence) return undefined;
    return Math.max(0, this.#nextMs - nowMs - wireLimits.answerBurstMs);
  }

  /** @returns whether the session asked for everyone's presence. */
  takePresence(): boolean {
    const asked = this.#presence;
    this.#presence = false;
    return asked;
  }

  /** @returns the numbers to ack, in the order in which they were asked for. */
  takeAcks(): readonly number[] {
    if (this.#acks.length === 0) return none;
    const acks = this.#acks;
    this.#acks = [];
    return acks;
  }

  /** @returns the state vector to answer. */
  takeDocument(): Uint8Array | undefined {
    const stateVector = this.#stateVector;
    this.#stateVector = undefined;
    return stateVector;
  }

  /** Counts an answer against the pace. @param bytes how much was read to make it */
  answered(bytes: number, nowMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, nowMs) + (bytes * 1_000) / wireLimits.answerBytesPerSecond;
  }
}
