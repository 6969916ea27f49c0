import * as z from 'zod/mini';
import { type User, userSchema } from '../../../shared/roles.ts';
import type { Usage, Used } from '../../../shared/usage.ts';
import { readRow } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';
import type { TokenCounts } from './prices.ts';
import { countedTokens } from './token-count.ts';

const dayMs = 24 * 60 * 60_000;
/** Rows of earlier days are removed. */
const keptDays = 366;

/** Whose calls of which model count together. */
export interface UsageKey {
  /** The id of the turn, or of a summary that someone has asked for; empty for a call outside of both. */
  turn: string;
  by: User;
  model: string;
}

/** Dollars, and whether they are by the built-in list of prices. */
export interface Cost {
  dollars: number;
  isAbout: boolean;
}

/** What counts against limits. */
export interface Counted {
  tokens: number;
  dollars: number;
}

const rowSchema = z.object({
  turns: z.number(),
  input: z.nullable(z.number()),
  cached: z.nullable(z.number()),
  output: z.nullable(z.number()),
  cost: z.nullable(z.number()),
  listed: z.nullable(z.number()),
  unpriced: z.nullable(z.number()),
});
/** Null where the user cannot be read: SQLite would end the whole query. */
const userId = "iif(json_valid(by_user), json_extract(by_user, '$.id'), NULL)";
const sums = `COUNT(DISTINCT turn) AS turns, SUM(input) AS input, SUM(cached) AS cached, SUM(output) AS output,
  SUM(cost) AS cost, MAX(listed) AS listed, SUM(cost IS NULL) AS unpriced`;

/**
 * What turns have used, a row for each turn, UTC day and model. It outlives the messages: clearing the chat or asking
 * again does not make a turn cheaper.
 */
export class UsageTable {
  readonly #sql: Sql;
  readonly #now: () => number;

  constructor(sql: Sql, now: () => number = Date.now) {
    this.#sql = sql;
    this.#now = now;
  }

  /** @param used negative to take back what was counted for a call before */
  add({ turn, by, model }: UsageKey, used: TokenCounts, cost: Cost | undefined): void {
    const { inputTokens, cachedTokens = 0, outputTokens } = used;
    const known = this.#sql.all('SELECT 1 FROM usage WHERE day = ? LIMIT 1', this.#today).length > 0;
    if (!known) this.#sql.all('DELETE FROM usage WHERE day <= ?', this.#today - keptDays);
    this.#sql.all(
      `INSERT INTO usage (turn, day, model, at, by_user, input, cached, output, cost, listed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (turn, day, model) DO UPDATE SET input = input + excluded.input, cached = cached + excluded.cached,
           output = output + excluded.output, cost = coalesce(cost + excluded.cost, cost, excluded.cost),
           listed = max(listed, excluded.listed)`,
      turn,
      this.#today,
      model,
      this.#now(),
      JSON.stringify(by),
      inputTokens,
      cachedTokens,
      outputTokens,
      cost?.dollars ?? null,
      cost?.isAbout ? 1 : 0,
    );
  }

  get today(): Counted {
    return this.#counted('day = ?', this.#today);
  }

  ofTurn(turn: string): Counted {
    return this.#counted('turn = ?', turn);
  }

  /** When today ends, in ms since the epoch. */
  get resetsAt(): number {
    return (this.#today + 1) * dayMs;
  }

  report(): Pick<Usage, 'today' | 'week' | 'month' | 'byModel' | 'byPerson'> {
    const month = this.#today - 30;
    const since = (day: number): Used => {
      const [row] = this.#sql.all(`SELECT ${sums} FROM usage WHERE day > ?`, day);
      return usedIn(row);
    };
    const by = (key: string) =>
      this.#sql.all(
        `SELECT ${key} AS key, ${sums} FROM usage WHERE day > ? GROUP BY ${key} ORDER BY SUM(input + output) DESC`,
        month,
      );
    return {
      today: since(this.#today - 1),
      week: since(this.#today - 7),
      month: since(month),
      byModel: by('model').map((row) => ({ ...usedIn(row), model: z.string().parse(row['key']) })),
      byPerson: by(userId).flatMap((row) => {
        const person = typeof row['key'] === 'string' ? this.#person(row['key']) : undefined;
        return person ? [{ ...usedIn(row), by: person }] : [];
      }),
    };
  }

  /** A person, named as they were last; undefined if that cannot be read. */
  #person(id: string): User | undefined {
    const [row] = this.#sql.all(`SELECT by_user FROM usage WHERE ${userId} = ? ORDER BY at DESC LIMIT 1`, id);
    return readRow('usage', row, ({ by_user: by = null }) => userSchema.parse(JSON.parse(String(by))));
  }

  #counted(where: string, value: string | number): Counted {
    const [row] = this.#sql.all(`SELECT ${sums} FROM usage WHERE ${where}`, value);
    const used = usedIn(row);
    return { tokens: Math.max(0, Math.round(countedTokens(used))), dollars: Math.max(0, used.cost ?? 0) };
  }

  get #today(): number {
    return Math.floor(this.#now() / dayMs);
  }
}

function usedIn(row: unknown): Used {
  const { turns, input, cached, output, cost, listed, unpriced } = rowSchema.parse(row);
  return {
    turns,
    inputTokens: input ?? 0,
    cachedTokens: cached ?? 0,
    outputTokens: output ?? 0,
    ...(cost === null ? {} : { cost }),
    ...(listed === 1 ? { isAbout: true } : {}),
    ...(unpriced !== null && unpriced > 0 ? { isPartial: true } : {}),
  };
}
