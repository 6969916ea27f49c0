import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../test/random.ts';
import { percentile } from '../lib/figures.ts';
import { machineCpuMs } from '../lib/usage.ts';
import { Client } from './client.ts';
import type { Contestant, Running } from './servers.ts';
import { type Cursor, Typist } from './typist.ts';
import { Watch } from './watch.ts';

/** An edit counts as held when it arrives sooner than this, for 99 of 100. */
export const heldMs = 50;
/** With an edit under way for this long a step has failed, and ends. */
const hopelessMs = 500;
/** The same for a warm-up, which has no rate to hold. */
const lostMs = 20_000;
/** How late the last edit may be, as a share of the step, before the rate counts as not reached. */
const allowedDelay = 0.05;
const watchers = 2;
/** How often the others read. */
const countEveryMs = 20;
const settleMs = 200;
const leastSamples = 100;

export interface Step {
  /** Asked for, and sent and delivered: edits a second. */
  offered: number;
  achieved: number;
  p99Ms: number;
  /** All edits arrived, at about the rate offered, and 99 of 100 within `heldMs`. */
  holds: boolean;
  /** How much of the time the driver's event loop was busy. 1 means that the driver was too slow. */
  driverBusy: number;
  /** CPU time that the server, and everything but server and driver, used in a second, in s. */
  serverCores: number | undefined;
  otherCores: number | undefined;
}

interface Edit {
  readonly at: number;
  readonly update: Uint8Array;
  readonly clock: number;
  readonly cursor: Cursor;
}

interface Offer {
  count: number;
  /** Edits a second of all together. */
  rate: number;
  seconds: number;
  seed: number;
  /** Only to warm the server up: everything is sent, whatever is still under way. */
  isWarmUp?: boolean;
}

/**
 * `count` people together make `rate` edits a second in a room of their own, each with a cursor move. Two of them read all
 * that comes and time it; the others only count frames, and seldom, so that the driver does not become the limit.
 */
export async function offer(
  contestant: Contestant,
  server: Running,
  room: string,
  { count, rate, seconds, seed, isWarmUp = false }: Offer,
): Promise<Step> {
  const random = seededRandom(seed);
  const typists = Array.from({ length: count }, (_, at) => new Typist(3_000_000 + at, random));
  const type = (at: number): Edit => {
    const typist = typists[at % count]!;
    return { at: at % count, update: typist.type(), clock: typist.clock, cursor: typist.cursor() };
  };
  const waits = contestant.knowsDocument;
  const clients = await Promise.all(
    typists.map(async (_, at) => Client.join(await server.url(room, at), contestant.wire, room, { waits })),
  );
  try {
    // The first edit of each is not counted; the rest is prepared before the clock starts.
    const firsts = typists.map((_, at) => type(at));
    for (const first of firsts) send(clients, first);
    const edits = Array.from({ length: Math.round(rate * seconds) }, (_, at) => type(at));
    await pause(settleMs);
    return await measure(contestant, server, clients, { firsts, edits, typists, rate, isWarmUp });
  } finally {
    await Promise.all(clients.map((client) => client.leave()));
    for (const typist of typists) typist.destroy();
  }
}

function send(clients: readonly Client[], { at, update, cursor }: Edit): void {
  clients[at]!.sendEdit(update);
  clients[at]!.showCursor(cursor);
}

async function measure(
  contestant: Contestant,
  server: Running,
  clients: readonly Client[],
  work: {
    firsts: readonly Edit[];
    edits: readonly Edit[];
    typists: readonly Typist[];
    rate: number;
    isWarmUp: boolean;
  },
): Promise<Step> {
  const { firsts, edits, typists, rate, isWarmUp } = work;
  const latencies: number[] = [];
  let late = 0;
  let lastMs = 0;
  const watches = Array.from({ length: watchers }, (_, index) => {
    const at = Math.floor((index * clients.length) / watchers);
    const watch = new Watch(clients[at]!, (ms) => {
      latencies.push(ms);
      lastMs = performance.now();
      if (ms >= heldMs) late++;
    });
    for (const [author, { clock }] of firsts.entries()) {
      if (author !== at) watch.follow(typists[author]!.clientId, clock);
    }
    return { at, watch };
  });
  const counting = clients.filter(({ onUpdate }) => onUpdate === undefined);
  for (const client of counting) client.readSeldom();
  const counter = setInterval(() => {
    for (const client of counting) client.readNow();
  }, countEveryMs);
  const most = (edits.length * watchers) / 100;
  const isHopeless = (): boolean => {
    const oldestMs = Math.max(
      ...watches.map(({ watch }) => performance.now() - (watch.oldestMs ?? Infinity)),
    );
    if (isWarmUp) return oldestMs > lostMs;
    return oldestMs > hopelessMs || (late > most && latencies.length > leastSamples);
  };

  const before = cpuNow(server);
  const loop = performance.eventLoopUtilization();
  const startMs = performance.now();
  let next = 0;
  while (next < edits.length && !isHopeless()) {
    const due = Math.min(edits.length, Math.ceil(((performance.now() - startMs) * rate) / 1_000));
    for (; next < due; next++) {
      const edit = edits[next]!;
      for (const { watch } of watches) watch.sent(typists[edit.at]!.clientId, edit.clock);
      send(clients, edit);
    }
    await pause(1);
  }
  const isWhole = (): boolean => watches.every(({ watch }) => watch.waiting === 0);
  while (!isWhole() && !isHopeless()) await pause(1);
  const seconds = (performance.now() - startMs) / 1_000;
  clearInterval(counter);
  const driverBusy = performance.eventLoopUtilization(loop).utilization;
  const after = cpuNow(server);

  for (const client of clients) client.check();
  if (isWarmUp) for (const { watch } of watches) watch.check(contestant.name);
  const p99Ms = percentile(latencies, 0.99) ?? Infinity;
  const achieved = next / ((lastMs - startMs) / 1_000);
  const arrived = next === edits.length && isWhole();
  return {
    offered: rate,
    achieved,
    p99Ms,
    holds: arrived && p99Ms < heldMs && achieved > rate * (1 - allowedDelay),
    driverBusy,
    serverCores: before && after && (after.serverMs - before.serverMs) / seconds / 1_000,
    otherCores: before && after && Math.max(0, after.othersMs - before.othersMs) / seconds / 1_000,
  };
}

/** CPU time since the start of the server, and of this machine without server and driver. */
function cpuNow(server: Running): { serverMs: number; othersMs: number } | undefined {
  const usage = server.usage();
  const machineMs = machineCpuMs();
  if (!usage || machineMs === undefined) return undefined;
  const { user, system } = process.cpuUsage();
  return { serverMs: usage.cpuMs, othersMs: machineMs - usage.cpuMs - (user + system) / 1_000 };
}
