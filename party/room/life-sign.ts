import { wireLimits } from '../../shared/limits.ts';

/** Whether a client is still there: when it was last heard, and whether it has been asked for an answer since. */
export class LifeSign {
  #heardMs: number;
  /** Sent to it since it was last heard. */
  #bytes = 0;
  #isAsked = false;
  #dueMs: number | undefined;

  constructor(nowMs: number) {
    this.#heardMs = nowMs;
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#bytes = 0;
    this.#isAsked = false;
    this.#dueMs = undefined;
  }

  countSent(bytes: number): void {
    this.#bytes += bytes;
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#heardMs;
  }

  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Its answer is awaited within a deadline. */
  get isAwaited(): boolean {
    return this.#dueMs !== undefined;
  }

  /** Call when it was sent something that every client answers. */
  asked(): void {
    this.#isAsked = true;
  }

  /**
   * Call when it was asked, to set a deadline. The answer comes after all that was sent before the question, which takes
   * a slow connection its time. @returns the time to the deadline, in ms
   */
  await(nowMs: number): number {
    this.#isAsked = true;
    const readMs = (this.#bytes / wireLimits.readProbeBytes) * wireLimits.slowReadTimeoutMs;
    const timeMs = Math.ceil(wireLimits.lifeSignMs + readMs);
    this.#dueMs = nowMs + timeMs;
    return timeMs;
  }

  isOverdue(nowMs: number): boolean {
    return this.#dueMs !== undefined && nowMs >= this.#dueMs;
  }
}
