import type { MessageMetadata } from '../../../shared/chat.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { TurnLimits } from '../../../shared/turn-limits.ts';
import { countedTokens } from '../models/token-count.ts';

export type Ended = NonNullable<MessageMetadata['ended']>;

/** What a turn has used of its limits. */
export interface Spent {
  /** Model calls. */
  steps: number;
  inputTokens: number;
  /** Those of `inputTokens` that the provider had in its cache. */
  cachedTokens?: number;
  outputTokens: number;
  /** Time at work, without waits for people. */
  workedMs: number;
}

/**
 * Ends a turn early without losing its work: the tools are aborted first and answer with what they have done so far; the
 * model call is aborted only once all their answers are in the turn's stream.
 *
 * Also counts what the turn spends, starting from what it had spent before a kill.
 */
export class TurnControl {
  readonly #tools = new AbortController();
  readonly #model = new AbortController();
  /** Ids of tool calls whose answer is not in the stream yet. */
  readonly #openCalls = new Set<string>();
  #ended: Extract<Ended, 'stopped' | 'time'> | undefined;
  #by: string | undefined;
  /** `workedMs` counts up to when the clock last stopped. */
  readonly #spent: Spent;
  /** Set while the clock runs. */
  #clock: { since: number; timer: ReturnType<typeof setTimeout> } | undefined;
  #isOn = false;
  /** Waits for people that are going on. */
  #waits = 0;
  /** The room's, once the turn has begun. */
  limits: TurnLimits = { steps: agentLimits.turnSteps.usual, minutes: agentLimits.turnMinutes.usual };

  constructor(before: Spent = { steps: 0, inputTokens: 0, outputTokens: 0, workedMs: 0 }) {
    this.#spent = { ...before };
  }

  get toolSignal(): AbortSignal {
    return this.#tools.signal;
  }

  get modelSignal(): AbortSignal {
    return this.#model.signal;
  }

  /** Why the turn is ending, if it is. */
  get ended(): 'stopped' | 'time' | undefined {
    return this.#ended;
  }

  /** The name of who stopped it. */
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

  /** The limit that is used up, if one is: then the model must not be called again. */
  get usedUp(): 'steps' | 'tokens' | undefined {
    const { steps, inputTokens, cachedTokens = 0, outputTokens } = this.#spent;
    if (steps >= this.limits.steps) return 'steps';
    const counted = countedTokens({ inputTokens, cachedTokens, outputTokens });
    return counted >= agentLimits.maxTurnTokens ? 'tokens' : undefined;
  }

  countStep(): void {
    this.#spent.steps++;
  }

  countTokens(inputTokens: number, outputTokens: number, cachedTokens: number): void {
    this.#spent.inputTokens += inputTokens;
    this.#spent.cachedTokens = (this.#spent.cachedTokens ?? 0) + cachedTokens;
    this.#spent.outputTokens += outputTokens;
  }

  /** Runs until {@link stopClock}, except while the turn waits for people. */
  startClock(): void {
    this.#isOn = true;
    if (this.#waits === 0) this.#run();
  }

  stopClock(): void {
    this.#isOn = false;
    this.#halt();
  }

  /** Begins a wait for people. @returns a function to call once when it ends */
  pause(): () => void {
    this.#waits++;
    this.#halt();
    return () => {
      this.#waits--;
      if (this.#isOn && this.#waits === 0) this.#run();
    };
  }

  #run(): void {
    const left = this.limits.minutes * 60_000 - this.#spent.workedMs;
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
