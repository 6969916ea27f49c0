import { watchdogLimits } from '../shared/limits.ts';
import { sendSignal } from './leashed.ts';
import { log } from './log.ts';
import { descendantsOf } from './processes.ts';
import type { Service } from './service.ts';

/**
 * Restarts a service whose runtime has ended. PartyKit's command keeps running without one and answers nobody; Wrangler
 * starts another by itself.
 */
export function keepRuntime(service: Service): { stop(): Promise<void> } {
  let had = false;
  const timer = setInterval(() => {
    const has = descendantsOf(service.pid ?? -1).some(isRuntime);
    if (had && !has) {
      log(`The ${service.name}'s runtime ended; restarting it.`);
      void service.restart();
    }
    had = has;
  }, watchdogLimits.intervalMs);
  return {
    stop: async () => clearInterval(timer),
  };
}

const askAgainMs = 3_000;

const isRuntime = ({ name }: { name: string }): boolean => name.startsWith('workerd');

/** How long the service may take to answer, by its state. */
const answersWithinMs = {
  starting: watchdogLimits.startMs,
  killed: watchdogLimits.returnMs,
  well: watchdogLimits.stallMs,
};

/**
 * Watches the executor's runtime: a program can hang it in a native loop or fill its memory, and then nothing inside
 * can help. Kills the runtime, which ends its current runs, and makes sure that it comes back. Counts heartbeats, not
 * time: a machine that slept is not a hung program. `onEnded` is called whenever a runtime ends.
 */
export function watch(
  service: Pick<Service, 'name' | 'pid' | 'restart'>,
  url: string,
  maxMemoryMib: number,
  onEnded?: () => void,
): { stop(): Promise<void> } {
  const { intervalMs, stallMs } = watchdogLimits;
  let state: keyof typeof answersWithinMs = 'starting';
  let wasKilled = false;
  let missed = 0;
  let asking = false;
  let giveUp = new AbortController();
  /** The runtimes that existed at the last heartbeat. */
  let known = new Set<number>();

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      giveUp = new AbortController();
      // A request sent while a runtime restarts may be lost without an error: use a short timeout and ask again.
      const timeout = AbortSignal.timeout(state === 'well' ? stallMs : askAgainMs);
      const response = await fetch(url, { signal: AbortSignal.any([giveUp.signal, timeout]) });
      await response.body?.cancel();
      missed = 0;
      state = 'well';
      if (wasKilled) log(`The ${service.name} is back.`);
      wasKilled = false;
    } catch {
      // `beat` counts the miss.
    } finally {
      asking = false;
    }
  };

  const beat = (): void => {
    missed++;
    void ask();
    const runtimes = descendantsOf(service.pid ?? -1).filter(isRuntime);
    const pids = new Set(runtimes.map(({ pid }) => pid));
    // A runtime that filled its heap exits by itself, and Wrangler starts another. During a start they may come and go.
    if (state !== 'starting' && [...known].some((pid) => !pids.has(pid))) onEnded?.();
    known = pids;
    const large =
      state === 'well' ? runtimes.find(({ rssBytes }) => rssBytes > maxMemoryMib * 2 ** 20) : undefined;
    if (large === undefined && missed * intervalMs <= answersWithinMs[state]) return;
    missed = 0;
    if (state !== 'well') {
      log(`The ${service.name} did not come back; restarting it.`);
      state = 'starting';
      void service.restart();
      return;
    }
    log(
      large === undefined
        ? `A program hung the ${service.name} for ${stallMs / 1000} s; restarting it, which ends all its runs.`
        : `A program filled the ${service.name}'s memory (${Math.round(large.rssBytes / 2 ** 20)} MiB); restarting it, which ends all its runs.`,
    );
    state = 'killed';
    wasKilled = true;
    giveUp.abort();
    onEnded?.();
    // The largest runs the programs. Wrangler's other runtime only forwards requests, and would not be restarted.
    const hung = large ?? runtimes.toSorted((one, other) => other.rssBytes - one.rssBytes)[0];
    if (hung === undefined) return;
    known.delete(hung.pid);
    sendSignal(hung.pid, 'SIGKILL');
  };

  const timer = setInterval(beat, intervalMs);
  return {
    stop: async () => clearInterval(timer),
  };
}
