import { type Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { wireLimits } from '../limits.ts';
import { after } from '../timers.ts';
import { awarenessFrame } from './frames.ts';

/**
 * Sends a peer's own presence: at most one state per `awarenessIntervalMs`, and nothing that the room was told lately.
 */
export class PresenceSender {
  readonly #awareness: Awareness;
  readonly #send: (frame: Uint8Array) => void;
  #cancel: (() => void) | undefined;
  /** On the monotonic clock. */
  #sentMs = Number.NEGATIVE_INFINITY;
  /** The state sent last on this socket, as JSON. */
  #sent: string | undefined;

  constructor(awareness: Awareness, send: (frame: Uint8Array) => void) {
    this.#awareness = awareness;
    this.#send = send;
  }

  /** Our state has changed, or was renewed: sends it as soon as it may be, unless that says nothing new. */
  request(): void {
    if (this.#cancel || this.#isToldLately()) return;
    const waitMs = Math.max(0, this.#sentMs + wireLimits.awarenessIntervalMs - performance.now());
    this.#cancel = after(waitMs, () => {
      this.#cancel = undefined;
      if (!this.#isToldLately()) this.sendNow();
    });
  }

  /** Sends a changed state now, so that it comes before what is sent next. */
  hurry(): void {
    if (!this.#isToldLately()) this.sendNow();
  }

  /** Sends our state as in `states`; if it is missing there, we are shown as gone. */
  sendNow(states = this.#awareness.getStates()): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { clientID } = this.#awareness;
    if (!this.#awareness.meta.has(clientID)) return;
    this.#sentMs = performance.now();
    this.#sent = JSON.stringify(states.get(clientID) ?? null);
    this.#send(awarenessFrame(encodeAwarenessUpdate(this.#awareness, [clientID], states)));
  }

  /** The socket is gone, and with it what it was told. */
  reset(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#sent = undefined;
  }

  #isToldLately(): boolean {
    return (
      performance.now() - this.#sentMs < wireLimits.samePresenceMs &&
      this.#sent === JSON.stringify(this.#awareness.getLocalState())
    );
  }
}
