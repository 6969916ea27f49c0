import * as z from 'zod/mini';
import { rateLimited } from '../../../shared/errors.ts';

const dayMs = 24 * 60 * 60_000;
const spentSchema = z.object({ day: z.number(), tokens: z.number() });

/** Storage that outlives this process. */
export interface KeptTokens {
  get(key: string): unknown;
  put(key: string, value: z.infer<typeof spentSchema>): void;
}

/** Counts the input and output tokens of a room's turns today (UTC), against the most they may take. */
export class TokenDay {
  readonly #kept: KeptTokens;
  readonly #most: number;
  readonly #now: () => number;

  constructor({ kept, most, now }: { kept: KeptTokens; most: number; now: () => number }) {
    this.#kept = kept;
    this.#most = most;
    this.#now = now;
  }

  get spent(): number {
    const kept = spentSchema.safeParse(this.#kept.get('tokenDay')).data;
    return kept?.day === this.#today ? kept.tokens : 0;
  }

  /** @throws TandemError `rate_limited` */
  assertLeft(): void {
    if (this.spent < this.#most) return;
    throw rateLimited(
      `The agent has used the ${this.#most.toLocaleString('en')} tokens that this room has for a day.`,
      (this.#today + 1) * dayMs - this.#now(),
    );
  }

  /** `tokens` is negative when a call took less than was counted for it before. */
  add(tokens: number): void {
    this.#kept.put('tokenDay', { day: this.#today, tokens: Math.max(0, this.spent + tokens) });
  }

  get #today(): number {
    return Math.floor(this.#now() / dayMs);
  }
}
