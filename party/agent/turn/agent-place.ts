import { typingLimits } from '../../../shared/limits.ts';
import type { LocalPresence } from '../../../shared/presence.ts';
import { after } from '../../../shared/timers.ts';

/**
 * Shows the agent where it last read or wrote, whatever it does next, and for a moment after its turn: so a small edit,
 * which ends its turn at once, is seen too.
 */
export class AgentPlace {
  readonly #send: (presence: LocalPresence) => void;
  #place: Pick<LocalPresence, 'file' | 'selection'> = {};
  #cancel: (() => void) | undefined;

  constructor(send: (presence: LocalPresence) => void) {
    this.#send = send;
  }

  show(presence: LocalPresence): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { file, selection, status } = presence;
    if (file) this.#place = { file, selection };
    this.#send({ ...presence, ...this.#place });
    if (status !== 'idle' || !this.#place.file) return;
    this.#cancel = after(typingLimits.placeAfterTurnMs, () => {
      this.#place = {};
      this.#send({ status });
    });
  }
}
