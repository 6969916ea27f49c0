import { setTimeout as pause } from 'node:timers/promises';
import { newRoomId } from '../../shared/ids.ts';
import { highestRate } from './highest-rate.ts';
import { offer, type Step } from './offer.ts';
import type { Contestant, Running } from './servers.ts';

const search = { first: 400, factor: 2, least: 25, most: 25_600, halvings: 3 };
/** A server that was offered too much gets this long to end what it has begun. */
const recoveryMs = 300;
const longestStepSeconds = 2;

/** From this share of its time on, a server (of one core) or the driver makes edits wait in line. */
const full = 0.7;
/** Other work on the machine that is no longer negligible, in cores. */
const disturbing = 0.25;

export interface MostEdits {
  best: Step | undefined;
  /** What was seen at a rate that was too much: why there is no more. */
  beyond: Step | undefined;
}

/** The most edits a second that a server delivers to `count` people with a p99 under 50 ms, each rate in a room of its own. */
export async function mostEdits(
  contestant: Contestant,
  server: Running,
  { count, seconds, seed }: { count: number; seconds: number; seed: number },
): Promise<MostEdits> {
  const lasts = Math.min(seconds, longestStepSeconds);
  const tryOnce = (rate: number): Promise<Step> =>
    offer(contestant, server, newRoomId(), { count, rate, seconds: lasts, seed });
  return highestRate(search, async (rate) => {
    const step = await tryOnce(rate);
    if (step.holds) return step;
    await pause(recoveryMs);
    // What failed beside other work is tried once more.
    if ((step.otherCores ?? 0) < disturbing) return step;
    const again = await tryOnce(rate);
    if (!again.holds) await pause(recoveryMs);
    return again;
  });
}

/** Why there is no more, by what was seen beyond the highest rate. */
export function limitOf(seen: Pick<Step, 'serverCores' | 'driverBusy' | 'otherCores'>): string {
  const { serverCores, driverBusy, otherCores } = seen;
  const limits = [
    ...(serverCores !== undefined && serverCores >= full ? ['server CPU'] : []),
    ...(driverBusy >= full ? ['driver'] : []),
    ...(otherCores !== undefined && otherCores >= disturbing ? ['other work'] : []),
  ];
  if (limits.length > 0) return limits.join(', ');
  return serverCores === undefined ? 'unknown' : 'not CPU';
}
