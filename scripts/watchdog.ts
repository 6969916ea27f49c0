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

const isRuntime = ({ name }: { name: string }): boolean => name.startsWith('workerd');

/** How long a killed runtime may take to answer again before the whole part is restarted. */
const backWithinMs = 10_000;

/**
 * Watches the executor's runtime: a program can hang it in a native loop, or fill the memory, and then nothing in
 * it can help. Kills the runtime (which ends the runs in flight) and sees that it comes back.
 * Counts heartbeats, not time: a machine that slept is not a hung program.
 */
export function watch(part: Part, url: string): { stop(): Promise<void> } {
  const { intervalMs, stallMs, maxRssBytes } = watchdogLimits;
  const stallBeats = Math.ceil(stallMs / intervalMs);
  let missed = 0;
  let sinceKill: number | undefined;
  let asking = false;

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(stallMs) });
      await response.body?.cancel();
      missed = 0;
      if (sinceKill !== undefined) say('The executor is back.');
      sinceKill = undefined;
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
    if (sinceKill !== undefined) {
      sinceKill++;
      if (sinceKill * intervalMs < backWithinMs) return;
      say('The executor did not come back; it is started anew.');
      sinceKill = 0;
      missed = 0;
      void part.restart();
      return;
    }
    const large = runtimes.find(({ rssBytes }) => rssBytes > maxRssBytes);
    if (large === undefined && missed <= stallBeats) return;
    say(
      large === undefined
        ? `A program hung the executor for ${stallMs / 1000} s; it is restarted and every run in it ends.`
        : `A program filled the executor's memory (${Math.round(large.rssBytes / 1024 ** 2)} MiB); it is restarted and every run in it ends.`,
    );
    missed = 0;
    sinceKill = 0;
    for (const { pid } of large === undefined ? runtimes : [large]) sendSignal(pid, 'SIGKILL');
  };

  const timer = setInterval(beat, intervalMs);
  return {
    stop: async () => clearInterval(timer),
  };
}
