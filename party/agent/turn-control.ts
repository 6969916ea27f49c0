import type { MessageMetadata } from '../../shared/chat.ts';

export type Ended = NonNullable<MessageMetadata['ended']>;

/** How long a tool's answer may take to reach the transcript after it is given. */
const settleMs = 50;

/** What a turn has left of its time, as of `since`; without a timer it stands still. */
interface Clock {
  left: number;
  since: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

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
  #clock: Clock | undefined;
  #waits = 0;

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

  /** The turn may work for so long; while it waits for people the time stands still. */
  startClock(ms: number): void {
    this.#clock = { left: ms, since: 0, timer: undefined };
    if (this.#waits === 0) this.#tick(this.#clock);
  }

  stopClock(): void {
    clearTimeout(this.#clock?.timer);
    this.#clock = undefined;
  }

  /** A wait for people begins. @returns what is called once as it ends. */
  pause(): () => void {
    this.#waits++;
    const clock = this.#clock;
    if (clock?.timer !== undefined) {
      clearTimeout(clock.timer);
      clock.timer = undefined;
      clock.left -= Date.now() - clock.since;
    }
    return () => {
      this.#waits--;
      if (this.#waits === 0 && this.#clock) this.#tick(this.#clock);
    };
  }

  #tick(clock: Clock): void {
    clock.since = Date.now();
    clock.timer = setTimeout(() => this.end('time'), clock.left);
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
