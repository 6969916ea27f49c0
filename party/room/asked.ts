import { wireLimits } from '../../shared/limits.ts';

const none: readonly number[] = [];

/**
 * What one session has asked the room for and not got yet.
 *
 * Answers are sent once a batch, however often they were asked for, and no faster than the document can be read through
 * at `answerBytesPerSecond`: a question of ten bytes may cost an answer as large as the document, and everyone's time.
 */
export class Asked {
  #stateVector: Uint8Array | undefined;
  #presence = false;
  #acks: number[] = [];
  #nextMs = 0;
  /** A later batch is scheduled for the answer. */
  isPlanned = false;

  /** The newest question is about all that an older one was. */
  document(stateVector: Uint8Array): void {
    this.#stateVector = stateVector;
  }

  presence(): void {
    this.#presence = true;
  }

  /** A newer number says all that an older one would: of very many the newest are answered. */
  ack(n: number): void {
    this.#acks.push(n);
    if (this.#acks.length > wireLimits.maxAcksPerBatch) this.#acks.shift();
  }

  /** @returns how long to wait before the answer, in ms; undefined when nothing was asked. An ack never waits. */
  waitMs(nowMs: number): number | undefined {
    if (!this.#stateVector && !this.#presence) return undefined;
    return Math.max(0, this.#nextMs - nowMs - wireLimits.answerBurstMs);
  }

  /** @returns whether everyone's presence is to be told. */
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

  /** An answer was made of so many bytes, of which each was looked at. */
  answered(bytes: number, nowMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, nowMs) + (bytes * 1_000) / wireLimits.answerBytesPerSecond;
  }
}
