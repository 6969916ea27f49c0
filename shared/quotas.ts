import * as z from 'zod/mini';
import { quotaLimits } from './limits.ts';

/** What a server counts: per address (model calls: per room), and in total. */
export const quotaKinds = ['rooms', 'sessions', 'runs', 'turns', 'modelCalls'] as const;
export type QuotaKind = (typeof quotaKinds)[number];

/** Which quota is used up, and when to try again. */
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
 * How many of each kind one address (model calls: one room) may begin per hour.
 * @param text `KIND=NUMBER` pairs, separated by commas, that override the defaults
 * @param isLocal whether only this machine reaches the server
 * @throws Error with the expected format
 */
export function readQuotas(text: string | undefined, isLocal: boolean): Record<QuotaKind, number> {
  const given = (text ?? '')
    .split(',')
    .flatMap((part) => part.trim() || [])
    .map((part) => {
      const parsed = entry.safeParse(part.split('='));
      if (parsed.success) return parsed.data;
      throw new Error(
        `QUOTAS contains “${part}”: expected KIND=NUMBER pairs, separated by commas. KIND is one of ${quotaKinds.join(', ')}; NUMBER is the limit per address and hour.`,
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
