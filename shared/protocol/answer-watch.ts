import { wireLimits } from '../limits.ts';
import { after } from '../timers.ts';

/** Calls `onOverdue` when the room has left a request for a save-ack unanswered for `wireLimits.answerMs`. */
export class AnswerWatch {
  readonly #onOverdue: () => void;
  #cancel: (() => void) | undefined;

  constructor(onOverdue: () => void) {
    this.#onOverdue = onOverdue;
  }

  asked(): void {
    this.#cancel ??= after(wireLimits.answerMs, this.#onOverdue);
  }

  /** Call on every answer. @param isAll no question is open any more */
  answered(isAll: boolean): void {
    this.stop();
    if (!isAll) this.asked();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
