import * as z from 'zod/mini';

/**
 * What may be begun on a server, so that nobody takes all of its machine and its model's key. A team of thirty behind one
 * address stays below these on a busy day.
 */
export const quotaLimits = {
  /** From one address, in an hour; of model calls, in one room. */
  hourly: {
    /** Two for each of the thirty. */
    rooms: 60,
    /** Thirty people with five tabs each renew 700 times an hour; four times that, for reloads. */
    sessions: 3_000,
    /** One a minute by each of the thirty. */
    runs: 1_800,
    /** One every three minutes by each of the thirty. */
    turns: 600,
    /** One every 3.6 s without a pause, and a turn asks one after the other. */
    modelCalls: 1_000,
  },
  /** A day has as many as this many hours. */
  dayHours: 8,
  /** All together have as many as this many addresses, or rooms. */
  addressesForAll: 20,
  /** A server that nobody but its own machine reaches gives so much more. */
  localFactor: 100,
  /** Addresses and rooms that are told apart: some 2 MB. */
  maxTracked: 10_000,
  /** Tokens that the turns of one room take in a day (UTC), in and out: twenty of the longest, a hundred usual ones. */
  roomTokensPerDay: 20_000_000,
} as const;

const mib = 1024 * 1024;

/** How fast one room may be written to by calls; a bucket holds `burst`, and fills by so many a second. */
export const roomRates = {
  /** Calls that write, of one person: a script that brings in a project of 500 files. */
  caller: { burst: 600, perSecond: 30 },
  /** … of all in a room. */
  room: { burst: 2_400, perSecond: 120 },
  /** What calls, programs and the agent write into the room's history: twice a full room, then one a minute. */
  writtenBytes: { burst: 32 * mib, perSecond: (16 * mib) / 60 },
  /** Callers whose buckets are known at a time. */
  maxCallers: 1_000,
  /** Pages of one person that watch one room's agent. */
  maxUserSockets: 16,
  /** Of a room's versions, updates and snapshots together: past it the oldest go. */
  maxHistoryBytes: 256 * mib,
} as const;

/** What a server counts: from each address, or in each room, and in all. */
export const quotaKinds = ['rooms', 'sessions', 'runs', 'turns', 'modelCalls'] as const;
export type QuotaKind = (typeof quotaKinds)[number];

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
