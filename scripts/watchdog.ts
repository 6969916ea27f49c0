import { watchdogLimits } from '../shared/limits.ts';
import { sendSignal } from './leashed.ts';
import { listenersOf } from './listeners.ts';
import { log } from './log.ts';
import { descendantsOf, type ProcessInfo } from './processes.ts';
import type { Service, ServiceSettings } from './service.ts';

const askAgainMs = 3_000;

const runtimesOf = (process = -1): ProcessInfo[] =>
  descendantsOf(process).filter(({ name }) => name.startsWith('workerd'));

/** How long the service may take to answer, by its state. */
const answersWithinMs = {
  starting: watchdogLimits.startMs,
  returning: watchdogLimits.returnMs,
  well: watchdogLimits.stallMs,
};

/** What the runtime of a service that runs programs may do. */
export interface Programs {
  /** Of each of its runtimes. */
  maxMemoryMib: number;
  /** Called whenever a runtime ends. */
  onEnded?: () => void;
}

/**
 * Watches a service: restarts it when it has stopped answering although its process lives, and as soon as a runtime has
 * ended that its command cannot replace. Counts heartbeats, not time: a machine that slept is not a hung service.
 *
 * A program can hang the executor's runtime in a native loop or fill its memory, and then nothing inside can help. Of
 * a service with `programs`, kills only the runtime at first, which ends its current runs, and makes sure that it comes
 * back.
 */
export function watch(
  service: Pick<Service, 'name' | 'pid' | 'restart'>,
  { readyUrl, proxyPort }: Pick<ServiceSettings, 'readyUrl' | 'proxyPort'>,
  programs?: Programs,
): { stop(): Promise<void> } {
  const { intervalMs, stallMs } = watchdogLimits;
  let state: keyof typeof answersWithinMs = 'starting';
  let isDown = false;
  let missed = 0;
  let asking = false;
  let giveUp = new AbortController();
  /** The service's process at the last heartbeat, and the one that a restart is ending: its runtimes no longer count. */
  let current = service.pid;
  let ending: number | undefined;
  /** The runtimes that existed at the last heartbeat. */
  let known = new Set<number>();
  /** The runtime at `proxyPort`. */
  let proxy: number | undefined;

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      giveUp = new AbortController();
      // A request sent while a runtime restarts may be lost without an error: use a short timeout and ask again.
      const timeout = AbortSignal.timeout(state === 'well' ? stallMs : askAgainMs);
      // Any answer will do. For HEAD the Worker refuses at once: for GET it would ask all other parts.
      const signal = AbortSignal.any([giveUp.signal, timeout]);
      const response = await fetch(readyUrl, { method: 'HEAD', signal });
      await response.body?.cancel();
      missed = 0;
      state = 'well';
      if (proxyPort !== undefined) proxy ??= runtimeAt(proxyPort, runtimesOf(service.pid));
      if (isDown) log(`The ${service.name} is back.`);
      isDown = false;
    } catch {
      // `beat` counts the miss.
    } finally {
      asking = false;
    }
  };

  const startOver = (): void => {
    missed = 0;
    state = 'starting';
    known = new Set();
    proxy = undefined;
    giveUp.abort();
  };

  const awaitReturn = (): void => {
    missed = 0;
    state = 'returning';
    giveUp.abort();
  };

  const restart = (reason: string): void => {
    log(`The ${service.name}${reason}; restarting it.`);
    startOver();
    ending = service.pid;
    void service.restart();
  };

  const beat = (): void => {
    missed++;
    void ask();
    const { pid: process } = service;
    const runtimes = process === ending ? [] : runtimesOf(process);
    const pids = new Set(runtimes.map(({ pid }) => pid));
    // During a start they may come and go.
    const hasEnded = state !== 'starting' && [...known].some((pid) => !pids.has(pid));
    if (hasEnded) programs?.onEnded?.();
    if (process !== current) {
      current = process;
      startOver();
      return;
    }
    // PartyKit's command keeps running without a runtime. Wrangler's starts others, but its new proxy never answers.
    const isLost =
      proxyPort === undefined ? known.size > 0 && pids.size === 0 : proxy !== undefined && !pids.has(proxy);
    if (isLost) {
      restart(`'s runtime ended`);
      return;
    }
    // A runtime that filled its heap exits by itself, and Wrangler starts another.
    if (hasEnded) {
      if (programs !== undefined) {
        log(`A program must have filled the ${service.name}'s heap: its runtime ended, and all its runs.`);
        isDown = true;
      }
      awaitReturn();
    }
    known = pids;
    const large =
      programs !== undefined && state === 'well'
        ? runtimes.find(({ rssBytes }) => rssBytes > programs.maxMemoryMib * 2 ** 20)
        : undefined;
    if (large === undefined && missed * intervalMs <= answersWithinMs[state]) return;
    if (state !== 'well') restart(' did not come back');
    else if (programs === undefined) restart(` has not answered for ${stallMs / 1000} s`);
    else kill(programs, runtimes, large);
  };

  const kill = ({ onEnded }: Programs, runtimes: ProcessInfo[], large: ProcessInfo | undefined): void => {
    log(
      large === undefined
        ? `A program hung the ${service.name} for ${stallMs / 1000} s; restarting it, which ends all its runs.`
        : `A program filled the ${service.name}'s memory (${Math.round(large.rssBytes / 2 ** 20)} MiB); restarting it, which ends all its runs.`,
    );
    awaitReturn();
    isDown = true;
    onEnded?.();
    // The largest runs the programs. Wrangler's other runtime only forwards requests.
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

/** Which of these processes listens at the port. */
function runtimeAt(port: number, among: ProcessInfo[]): number | undefined {
  try {
    return listenersOf(among.map(({ pid }) => pid)).find((one) => one.port === port)?.pid;
  } catch {
    // One of them has just ended: the next answer looks again.
    return undefined;
  }
}
