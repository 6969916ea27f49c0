import { wireLimits } from '../limits.ts';
import { after } from '../timers.ts';

/** Watches whether what is asked is answered, and says so once it has not been for `wireLimits.answerMs`. */
export class AnswerWatch {
  readonly #onOverdue: () => void;
  #cancel: (() => void) | undefined;

  constructor(onOverdue: () => void) {
    this.#onOverdue = onOverdue;
  }

  asked(): void {
    this.#cancel ??= after(wireLimits.answerMs, this.#onOverdue);
  }

  /** Something was answered. @param isAll nothing is open any more */
  answered(isAll: boolean): void {
    this.stop();
    if (!isAll) this.asked();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
