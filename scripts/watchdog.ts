import { watchdogLimits } from '../shared/limits.ts';
import { sendSignal } from './leashed.ts';
import { say } from './log.ts';
import { descendantsOf } from './processes.ts';
import type { Part } from './part.ts';

/**
 * Starts a part anew whose runtime has ended. PartyKit's runner lives on without one, and answers nobody; Wrangler
 * starts another by itself.
 */
export function keepRuntime(part: Part): { stop(): Promise<void> } {
  let had = false;
  const timer = setInterval(() => {
    const has = descendantsOf(part.pid ?? -1).some(isRuntime);
    if (had && !has) {
      say(`The ${part.name}'s runtime ended; it is started anew.`);
      void part.restart();
    }
    had = has;
  }, watchdogLimits.intervalMs);
  return {
    stop: async () => clearInterval(timer),
  };
}

const askAgainMs = 3_000;

const isRuntime = ({ name }: { name: string }): boolean => name.startsWith('workerd');

/** How long what was killed, or has just been started, may take to answer. */
const answersWithinMs = {
  starting: watchdogLimits.startMs,
  killed: watchdogLimits.returnMs,
  well: watchdogLimits.stallMs,
};

/**
 * Watches the executor's runtime: a program can hang it in a native loop, or fill the memory, and then nothing in
 * it can help. Kills the runtime (which ends the runs in flight) and sees that it comes back.
 * Counts heartbeats, not time: a machine that slept is not a hung program. `onEnded` is told each end of the runtime.
 */
export function watch(
  part: Pick<Part, 'name' | 'pid' | 'restart'>,
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
  /** The runtimes that were there at the last beat. */
  let known = new Set<number>();

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      giveUp = new AbortController();
      // What is asked while a runtime is on its way back may be lost with nobody to say so: it is asked again.
      const timeout = AbortSignal.timeout(state === 'well' ? stallMs : askAgainMs);
      const response = await fetch(url, { signal: AbortSignal.any([giveUp.signal, timeout]) });
      await response.body?.cancel();
      missed = 0;
      state = 'well';
      if (wasKilled) say(`The ${part.name} is back.`);
      wasKilled = false;
    } catch {
      // Counted by the beat below.
    } finally {
      asking = false;
    }
  };

  const beat = (): void => {
    missed++;
    void ask();
    const runtimes = descendantsOf(part.pid ?? -1).filter(isRuntime);
    const pids = new Set(runtimes.map(({ pid }) => pid));
    // One that filled its heap ends by itself, and Wrangler starts another. While it starts they may come and go.
    if (state !== 'starting' && [...known].some((pid) => !pids.has(pid))) onEnded?.();
    known = pids;
    const large =
      state === 'well' ? runtimes.find(({ rssBytes }) => rssBytes > maxMemoryMib * 2 ** 20) : undefined;
    if (large === undefined && missed * intervalMs <= answersWithinMs[state]) return;
    missed = 0;
    if (state !== 'well') {
      say(`The ${part.name} did not come back; it is started anew.`);
      state = 'starting';
      void part.restart();
      return;
    }
    say(
      large === undefined
        ? `A program hung the ${part.name} for ${stallMs / 1000} s; it is restarted and every run in it ends.`
        : `A program filled the ${part.name}'s memory (${Math.round(large.rssBytes / 2 ** 20)} MiB); it is restarted and every run in it ends.`,
    );
    state = 'killed';
    wasKilled = true;
    giveUp.abort();
    onEnded?.();
    // The largest is the one with the programs. Wrangler's other one passes requests on, and would not be started again.
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
