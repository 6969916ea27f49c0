import type { MessageMetadata } from '../../../shared/chat.ts';
import { agentLimits } from '../../../shared/limits.ts';

export type Ended = NonNullable<MessageMetadata['ended']>;

/** What a turn has taken of what {@link agentLimits} allow for one. */
export interface Spent {
  /** Calls of the model. */
  steps: number;
  inputTokens: number;
  outputTokens: number;
  /** Time at work: what it waited for people is not in it. */
  workedMs: number;
}

/**
 * Ends a turn early without losing what it did: tools are stopped first and answer with what they have done, and the
 * model's call is aborted only once all their answers are in the turn's stream.
 *
 * Counts what the turn spends, starting from what it had spent before a kill.
 */
export class TurnControl {
  readonly #tools = new AbortController();
  readonly #model = new AbortController();
  /** Calls of tools, by id, that have begun and whose answer is not in the stream yet. */
  readonly #openCalls = new Set<string>();
  #ended: Extract<Ended, 'stopped' | 'time'> | undefined;
  #by: string | undefined;
  /** `workedMs` is as of when the clock stood last. */
  readonly #spent: Spent;
  /** While it runs: since when, and what ends the turn. */
  #clock: { since: number; timer: ReturnType<typeof setTimeout> } | undefined;
  #isOn = false;
  #waits = 0;

  constructor(before: Spent = { steps: 0, inputTokens: 0, outputTokens: 0, workedMs: 0 }) {
    this.#spent = { ...before };
  }

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
    this.#abortWhenAnswered();
  }

  get spent(): Spent {
    const running = this.#clock ? Date.now() - this.#clock.since : 0;
    return { ...this.#spent, workedMs: this.#spent.workedMs + running };
  }

  /** What there is no more of, so that the model is not to be asked again. */
  get usedUp(): 'steps' | 'tokens' | undefined {
    const { steps, inputTokens, outputTokens } = this.#spent;
    if (steps >= agentLimits.maxSteps) return 'steps';
    return inputTokens + outputTokens >= agentLimits.maxTurnTokens ? 'tokens' : undefined;
  }

  countStep(): void {
    this.#spent.steps++;
  }

  countTokens(inputTokens: number, outputTokens: number): void {
    this.#spent.inputTokens += inputTokens;
    this.#spent.outputTokens += outputTokens;
  }

  /** The turn works until {@link stopClock}; while it waits for people its time stands still. */
  startClock(): void {
    this.#isOn = true;
    if (this.#waits === 0) this.#run();
  }

  stopClock(): void {
    this.#isOn = false;
    this.#halt();
  }

  /** A wait for people begins. @returns what is called once as it ends. */
  pause(): () => void {
    this.#waits++;
    this.#halt();
    return () => {
      this.#waits--;
      if (this.#isOn && this.#waits === 0) this.#run();
    };
  }

  #run(): void {
    const left = agentLimits.maxTurnMs - this.#spent.workedMs;
    this.#clock = { since: Date.now(), timer: setTimeout(() => this.end('time'), left) };
  }

  #halt(): void {
    if (!this.#clock) return;
    clearTimeout(this.#clock.timer);
    this.#spent.workedMs += Date.now() - this.#clock.since;
    this.#clock = undefined;
  }

  callBegan(callId: string): void {
    this.#openCalls.add(callId);
  }

  /** The call's answer is in the turn's stream. */
  callAnswered(callId: string): void {
    if (this.#openCalls.delete(callId)) this.#abortWhenAnswered();
  }

  #abortWhenAnswered(): void {
    if (this.#ended !== undefined && this.#openCalls.size === 0) this.#model.abort();
  }
}
