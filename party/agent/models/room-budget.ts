import { rateLimited, TandemError } from '../../../shared/errors.ts';
import { quotaLimits } from '../../../shared/limits.ts';
import { agentUser, type User } from '../../../shared/roles.ts';
import { type Usage, type UsageLimits, usageLimitsSchema } from '../../../shared/usage.ts';
import type { KeyValues } from '../storage/key-values.ts';
import { costOf, type Price, type TokenCounts } from './prices.ts';
import type { Counted, UsageTable } from './usage-table.ts';

export interface BudgetParts {
  usage: UsageTable;
  /** Keeps the owner's limits. */
  storage: KeyValues<UsageLimits>;
  /** The server's limit of a room's tokens per day, as configured; the default applies to anything invalid. */
  serverTokensPerDay: string | undefined;
  /** The current turn. */
  turn: () => { id: string; message: { author: User } } | undefined;
  /** The summary that someone has asked for outside of turns. */
  summary: () => AskedSummary | undefined;
  /** Called with a sentence that warns of the day's limit, or undefined when there is nothing to warn of. */
  onWarning: (warning: string | undefined) => void;
  now?: () => number;
}

/** A summary counts as a turn of whoever asks for it. */
export interface AskedSummary {
  id: string;
  by: User;
}

/** The share of a limit from which on people are warned. */
const warnedShare = 0.8;

interface DayLimit {
  spent: number;
  most: number;
  /** The limit in words. */
  words: string;
  setBy: 'owner' | 'server';
}

const tokens = (count: number): string => `${count.toLocaleString('en')} tokens`;
const dollars = (amount: number): string => `$${amount.toLocaleString('en', { minimumFractionDigits: 2 })}`;
const byOwner = 'An owner can raise this under “Usage and limits” in the chat.';

/** Counts what the room's turns use, against the server's limit and those of the room's owner. */
export class RoomBudget {
  readonly #parts: BudgetParts;
  readonly #now: () => number;
  readonly #serverTokensPerDay: number;
  #warning: string | undefined;

  constructor(parts: BudgetParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#serverTokensPerDay = Number(parts.serverTokensPerDay) || quotaLimits.roomTokensPerDay;
  }

  get limits(): UsageLimits {
    return usageLimitsSchema.safeParse(this.#parts.storage.get('usageLimits')).data ?? {};
  }

  /** @throws TandemError `unprocessable` above the server's limit */
  setLimits(limits: UsageLimits): void {
    const { storage } = this.#parts;
    const serverTokensPerDay = this.#serverTokensPerDay;
    if ((limits.tokensPerDay ?? 0) > serverTokensPerDay) {
      throw new TandemError(
        'unprocessable',
        `This server allows a room ${tokens(serverTokensPerDay)} a day; a limit above that would not count.`,
      );
    }
    storage.put('usageLimits', limits);
    this.warn();
  }

  get usage(): Usage {
    const { usage } = this.#parts;
    const serverTokensPerDay = this.#serverTokensPerDay;
    return {
      ...usage.report(),
      counted: usage.today,
      limits: this.limits,
      serverTokensPerDay,
      resetsAt: usage.resetsAt,
    };
  }

  /** @throws TandemError `rate_limited` when a day's limit is reached */
  assertLeftToday(): void {
    for (const { spent, most, words, setBy } of this.#dayLimits()) {
      if (spent < most) continue;
      const who =
        setBy === 'owner'
          ? `the room’s owner allows it for a day (until 00:00 UTC). ${byOwner}`
          : 'this room has for a day (until 00:00 UTC). Whoever runs this server can raise this with ROOM_TOKENS_PER_DAY.';
      throw rateLimited(
        `The agent has used the ${words} that ${who}`,
        this.#parts.usage.resetsAt - this.#now(),
      );
    }
  }

  #assertLeftInTurn(): void {
    const { tokensPerTurn = Infinity, dollarsPerTurn = Infinity } = this.limits;
    const turn = this.#parts.turn();
    if (!turn) return;
    const spent = this.#parts.usage.ofTurn(turn.id);
    const reached =
      spent.tokens >= tokensPerTurn
        ? tokens(tokensPerTurn)
        : spent.dollars >= dollarsPerTurn
          ? dollars(dollarsPerTurn)
          : undefined;
    if (reached === undefined) return;
    throw new TandemError(
      'rate_limited',
      `This turn has used the ${reached} that the room’s owner allows for one. Continue goes on from there. ${byOwner}`,
    );
  }

  /**
   * Counts a call before it is made, as an interrupted one never reports what it used: until it does, its prompt counts.
   * @param sent the prompt's tokens, estimated
   * @returns a function to call once with what it has used; with undefined when it was refused
   * @throws TandemError `rate_limited`
   */
  begin(model: string, price: Price | undefined, sent: number): (used: TokenCounts | undefined) => void {
    this.assertLeftToday();
    this.#assertLeftInTurn();
    const turn = this.#parts.turn();
    const asked = turn ? { id: turn.id, by: turn.message.author } : this.#parts.summary();
    const key = { turn: asked?.id ?? '', by: asked?.by ?? agentUser, model };
    const add = (used: TokenCounts): void => {
      const cost = price && { dollars: costOf(price, used), isAbout: price.isAbout === true };
      this.#parts.usage.add(key, used, cost);
      this.warn();
    };
    add({ inputTokens: sent, outputTokens: 0 });
    return (used = { inputTokens: 0, outputTokens: 0 }) =>
      add({ ...used, inputTokens: used.inputTokens - sent });
  }

  /** Tells of the day's limit anew, if what there is to say has changed. */
  warn(): void {
    const [near] = this.#dayLimits()
      .filter(({ spent, most }) => spent >= most * warnedShare)
      .sort((a, b) => b.spent / b.most - a.spent / a.most);
    const share = near && Math.min(100, Math.floor((near.spent / near.most) * 100));
    const warning =
      near && `The agent has used ${share} % of the ${near.words} that it has for today (until 00:00 UTC).`;
    if (warning === this.#warning) return;
    this.#warning = warning;
    this.#parts.onWarning(warning);
  }

  #dayLimits(): DayLimit[] {
    const { usage } = this.#parts;
    const serverTokensPerDay = this.#serverTokensPerDay;
    const today: Counted = usage.today;
    const { tokensPerDay = Infinity, dollarsPerDay } = this.limits;
    const most = Math.min(tokensPerDay, serverTokensPerDay);
    const setBy = tokensPerDay < serverTokensPerDay ? 'owner' : 'server';
    const limits: DayLimit[] = [{ spent: today.tokens, most, words: tokens(most), setBy }];
    if (dollarsPerDay === undefined) return limits;
    return [
      ...limits,
      { spent: today.dollars, most: dollarsPerDay, words: dollars(dollarsPerDay), setBy: 'owner' },
    ];
  }
}
