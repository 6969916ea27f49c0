import { quotaLimits } from '../../shared/limits.ts';
import * as z from 'zod/mini';
import { type QuotaKind, quotaKinds, type QuotaRefusal, type QuotaWindow } from '../../shared/quotas.ts';

const hourMs = 60 * 60_000;
const windows: Record<QuotaWindow, number> = { hour: hourMs, day: 24 * hourMs };

/** The number of the window since the epoch, and how many were begun in it. */
const usedSchema = z.object({ window: z.number(), count: z.number() });
const entrySchema = z.partialRecord(z.enum(quotaKinds), z.object({ hour: usedSchema, day: usedSchema }));
type Entry = z.infer<typeof entrySchema>;

/** The storage that outlives this process. */
export interface CounterStorage {
  list(): Iterable<[string, unknown]>;
  put(key: string, value: Entry): void;
  delete(key: string): unknown;
}

const all = 'all';
/** Everyone who came when too many were already tracked. */
const rest = 'rest';

/**
 * Counts what is begun on a server per hour and day, for each address or room and for all together.
 *
 * Invariant: at most {@link quotaLimits.maxTracked} are tracked individually; all others share one count.
 */
export class QuotaCounters {
  readonly #storage: CounterStorage;
  readonly #hourly: Record<QuotaKind, number>;
  readonly #now: () => number;
  readonly #entries: Map<string, Entry>;
  #prunedHour = -1;

  constructor({
    storage,
    hourly,
    now,
  }: {
    storage: CounterStorage;
    hourly: Record<QuotaKind, number>;
    now: () => number;
  }) {
    this.#storage = storage;
    this.#hourly = hourly;
    this.#now = now;
    this.#entries = new Map([...storage.list()].map(([who, entry]) => [who, entrySchema.parse(entry)]));
  }

  /** How many are tracked. */
  get tracked(): number {
    return this.#entries.size;
  }

  /** Counts one more of a kind, unless that exceeds the quota of `who` or of all. */
  take(kind: QuotaKind, who: string): QuotaRefusal | undefined {
    const refusal = this.check(kind, who);
    if (refusal) return refusal;
    for (const name of [this.#nameFor(who), all]) {
      const used = this.#used(kind, name);
      for (const window of ['hour', 'day'] as const) used[window].count++;
      const entry = { ...this.#entries.get(name), [kind]: used };
      this.#entries.set(name, entry);
      this.#storage.put(name, entry);
    }
    return undefined;
  }

  /** Whether one more would exceed a quota; counts nothing. */
  check(kind: QuotaKind, who: string): QuotaRefusal | undefined {
    this.#prune();
    const scopes = [
      ['one', this.#nameFor(who), 1],
      ['all', all, quotaLimits.addressesForAll],
    ] as const;
    for (const [scope, name, share] of scopes) {
      const used = this.#used(kind, name);
      for (const window of ['hour', 'day'] as const) {
        const most = this.#hourly[kind] * share * (window === 'day' ? quotaLimits.dayHours : 1);
        if (used[window].count < most) continue;
        const retryAfterMs = (used[window].window + 1) * windows[window] - this.#now();
        return { kind, scope, window, retryAfterMs };
      }
    }
    return undefined;
  }

  #nameFor(who: string): string {
    return this.#entries.has(who) || this.#entries.size < quotaLimits.maxTracked ? who : rest;
  }

  #used(kind: QuotaKind, name: string): NonNullable<Entry[QuotaKind]> {
    const before = this.#entries.get(name)?.[kind];
    const inWindow = (window: QuotaWindow): z.infer<typeof usedSchema> => {
      const now = this.#windowNow(window);
      const count = before?.[window].window === now ? before[window].count : 0;
      return { window: now, count };
    };
    return { hour: inWindow('hour'), day: inWindow('day') };
  }

  /** Once an hour, forgets whoever has begun nothing today. */
  #prune(): void {
    const hour = this.#windowNow('hour');
    if (hour === this.#prunedHour) return;
    this.#prunedHour = hour;
    const today = this.#windowNow('day');
    for (const [name, entry] of this.#entries) {
      if (Object.values(entry).some(({ day }) => day.window === today)) continue;
      this.#entries.delete(name);
      this.#storage.delete(name);
    }
  }

  #windowNow(window: QuotaWindow): number {
    return Math.floor(this.#now() / windows[window]);
  }
}
