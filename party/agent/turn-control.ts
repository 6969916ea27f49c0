import type { MessageMetadata } from '../../shared/chat.ts';

export type Ended = NonNullable<MessageMetadata['ended']>;

/** How long a tool's answer may take to reach the transcript after it is given. */
const settleMs = 50;

/**
 * Ends a turn early without losing what it did: tools are told first and answer with what they have done, and the
 * model's call is cut only when no answer is under way.
 */
export class TurnControl {
  readonly #tools = new AbortController();
  readonly #model = new AbortController();
  #running = 0;
  #ended: Extract<Ended, 'stopped' | 'time'> | undefined;
  #by: string | undefined;

  get toolSignal(): AbortSignal {
    return this.#tools.signal;
  }

  get modelSignal(): AbortSignal {
    return this.#model.signal;
  }

  /** Why the turn is ending, when it is. */
  get ended(): 'stopped' | 'time' | undefined {
    return this.#ended;
  }

  /** Who stopped it. */
  get by(): string | undefined {
    return this.#by;
  }

  end(reason: 'stopped' | 'time', by?: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#by = by;
    this.#tools.abort();
    this.#cutWhenQuiet();
  }

  /** A tool began or ended. */
  onRunning(change: 1 | -1): void {
    this.#running += change;
    if (this.#ended !== undefined) this.#cutWhenQuiet();
  }

  #cutWhenQuiet(): void {
    setTimeout(() => {
      if (this.#running === 0) this.#model.abort();
    }, settleMs);
  }
}
