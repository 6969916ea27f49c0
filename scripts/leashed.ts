import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { partEnvironment } from './environment.ts';

const leash = fileURLToPath(new URL('leash.ts', import.meta.url));
const endWithinMs = 5_000;

export type Leashed = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Starts Node with these arguments, so that it and everything it starts end with this process, however that ends. Its
 * environment is `env` plus the variables that `environment.ts` lists.
 */
export function startLeashed(args: string[], env: Record<string, string> = {}): Leashed {
  const child = spawn(process.execPath, [leash, process.execPath, ...args], {
    // Its own process group, so that Ctrl-C in the terminal reaches only the supervisor, which ends everything in
    // order.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...partEnvironment(process.env), NO_COLOR: '1', FORCE_COLOR: '0', ...env },
  });
  // Processes that it started may have outlived it.
  child.on('exit', () => killGroup(child));
  return child;
}

/** Closes the leash's stdin, waits for it to exit, and kills whatever is left. */
export async function endLeashed(child: Leashed): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    child.stdin.end();
    await Promise.race([gone, sleep(endWithinMs, undefined, { ref: false })]);
  }
  killGroup(child);
}

/** Kills it as a crash would, with everything it started. Resolves when it is gone. */
export async function killLeashed(child: Leashed): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  killGroup(child);
  await gone;
}

/** Kills what is left of the leash's group, even if the leash itself was killed. */
function killGroup(child: Leashed): void {
  if (child.pid !== undefined) sendSignal(-child.pid, 'SIGKILL');
}

/** Sends a signal to a process, or to a group by its negative id; does nothing if it has already ended. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
