import * as z from 'zod/mini';
import { rateLimited } from '../../../shared/errors.ts';
import type { KeyValues } from '../storage/key-values.ts';

const dayMs = 24 * 60 * 60_000;
const spentSchema = z.object({ day: z.number(), tokens: z.number() });

export type TokenStorage = KeyValues<z.infer<typeof spentSchema>>;

/** Counts the input and output tokens of a room's turns today (UTC), against the most they may take. */
export class TokenDay {
  readonly #storage: TokenStorage;
  readonly #most: number;
  readonly #now: () => number;

  constructor({ storage, most, now }: { storage: TokenStorage; most: number; now: () => number }) {
    this.#storage = storage;
    this.#most = most;
    this.#now = now;
  }

  get spent(): number {
    const spent = spentSchema.safeParse(this.#storage.get('tokenDay')).data;
    return spent?.day === this.#today ? spent.tokens : 0;
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
    this.#storage.put('tokenDay', { day: this.#today, tokens: Math.max(0, this.spent + tokens) });
  }

  get #today(): number {
    return Math.floor(this.#now() / dayMs);
  }
}
