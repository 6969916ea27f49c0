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

/** How long what was killed, or has just been started, may take to answer. A busy machine starts slowly. */
const answersWithinMs = { starting: 60_000, killed: watchdogLimits.returnMs, well: watchdogLimits.stallMs };

/**
 * Watches the executor's runtime: a program can hang it in a native loop, or fill the memory, and then nothing in
 * it can help. Kills the runtime (which ends the runs in flight) and sees that it comes back.
 * Counts heartbeats, not time: a machine that slept is not a hung program.
 */
export function watch(
  part: Pick<Part, 'pid' | 'restart'>,
  url: string,
  maxMemoryMib: number,
): { stop(): Promise<void> } {
  const { intervalMs, stallMs } = watchdogLimits;
  let state: keyof typeof answersWithinMs = 'starting';
  let wasKilled = false;
  let missed = 0;
  let asking = false;

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(stallMs) });
      await response.body?.cancel();
      missed = 0;
      state = 'well';
      if (wasKilled) say('The executor is back.');
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
    const runtimes = state === 'well' ? descendantsOf(part.pid ?? -1).filter(isRuntime) : [];
    const large = runtimes.find(({ rssBytes }) => rssBytes > maxMemoryMib * 2 ** 20);
    if (large === undefined && missed * intervalMs <= answersWithinMs[state]) return;
    missed = 0;
    if (state !== 'well') {
      say('The executor did not come back; it is started anew.');
      state = 'starting';
      void part.restart();
      return;
    }
    say(
      large === undefined
        ? `A program hung the executor for ${stallMs / 1000} s; it is restarted and every run in it ends.`
        : `A program filled the executor's memory (${Math.round(large.rssBytes / 2 ** 20)} MiB); it is restarted and every run in it ends.`,
    );
    state = 'killed';
    wasKilled = true;
    for (const { pid } of large === undefined ? runtimes : [large]) sendSignal(pid, 'SIGKILL');
  };

  const timer = setInterval(beat, intervalMs);
  return {
    stop: async () => clearInterval(timer),
  };
}
