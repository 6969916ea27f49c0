import * as z from 'zod/mini';
import { rateLimited } from '../../../shared/errors.ts';

const dayMs = 24 * 60 * 60_000;
const spentSchema = z.object({ day: z.number(), tokens: z.number() });

/** What outlives this process. */
export interface KeptTokens {
  get(key: string): unknown;
  put(key: string, value: z.infer<typeof spentSchema>): void;
}

/** The tokens that a room's turns have taken today (UTC), in and out, against the most that they may. */
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

  /** Fewer than none, where a call took less than was put down for it. */
  add(tokens: number): void {
    this.#kept.put('tokenDay', { day: this.#today, tokens: Math.max(0, this.spent + tokens) });
  }

  get #today(): number {
    return Math.floor(this.#now() / dayMs);
  }
}
