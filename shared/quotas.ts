import * as z from 'zod/mini';
import { quotaLimits } from './limits.ts';

/** What a server counts: from each address, or in each room, and in all. */
export const quotaKinds = ['rooms', 'sessions', 'runs', 'turns', 'modelCalls'] as const;
export type QuotaKind = (typeof quotaKinds)[number];

/** What was too much, for whom, and when there will be some again. */
export interface QuotaRefusal {
  kind: QuotaKind;
  /** `one`: the address or room; `all`: the whole server. */
  scope: 'one' | 'all';
  window: QuotaWindow;
  retryAfterMs: number;
}
export type QuotaWindow = 'hour' | 'day';

const entry = z.tuple([z.enum(quotaKinds), z.coerce.number().check(z.int(), z.gte(1), z.lte(1e9))]);

/**
 * How many of each kind one address (of model calls: one room) may begin in an hour.
 * @param text `KIND=NUMBER`, separated by commas: what is to be otherwise than usual
 * @param isLocal nobody but this machine reaches the server
 * @throws Error that says what the text has to be
 */
export function readQuotas(text: string | undefined, isLocal: boolean): Record<QuotaKind, number> {
  const given = (text ?? '')
    .split(',')
    .flatMap((part) => part.trim() || [])
    .map((part) => {
      const parsed = entry.safeParse(part.split('='));
      if (parsed.success) return parsed.data;
      throw new Error(
        `QUOTAS has “${part}”: it is KIND=NUMBER, separated by commas, of ${quotaKinds.join(', ')}; the number is for one address and hour.`,
      );
    });
  const factor = isLocal ? quotaLimits.localFactor : 1;
  const { rooms, sessions, runs, turns, modelCalls } = quotaLimits.hourly;
  const usual = {
    rooms: rooms * factor,
    sessions: sessions * factor,
    runs: runs * factor,
    turns: turns * factor,
    modelCalls: modelCalls * factor,
  };
  return Object.assign(usual, Object.fromEntries(given));
}
