import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Service } from '../scripts/service.ts';
import { servicesOf } from '../scripts/services.ts';
import { freePorts } from '../scripts/ports.ts';
import { watch } from '../scripts/watchdog.ts';
import { watchdogLimits } from '../shared/limits.ts';
import type { TypeCheckJob } from '../shared/type-check.ts';
import { outputEntrySchema, runOutcomeSchema, type OutputEntry, type RunOutcome } from '../shared/run.ts';

/** A run as the executor's caller saw it. */
interface SeenRun {
  outcome: RunOutcome;
  entries: OutputEntry[];
  /** How many entries came with each call, and each call's `seq`. */
  batches: { count: number; seq: number }[];
}

interface RunOptions {
  entry?: string;
  args?: string[];
  env?: Record<string, string>;
  timeoutMs?: number;
  cwd?: string;
  stopAfterMs?: number;
}

export interface ExecutorProcess {
  /** Where the caller listens. */
  callerUrl: string;
  /** Runs files (or one, as `main.ts`). Rejects when the executor is down or dies meanwhile. */
  run(files: string | Record<string, string>, options?: RunOptions): Promise<SeenRun>;
  /** Checks types; the answer as it came. */
  checkTypes(job: TypeCheckJob): Promise<unknown>;
  stop(): Promise<void>;
}

const lineSchema = z.union([
  z.object({ entries: z.array(outputEntrySchema), seq: z.int() }),
  z.object({ outcome: runOutcomeSchema }),
  z.object({ thrown: z.string() }),
]);

/**
 * Starts the executor in a process of its own under its watchdog, and a Worker that calls it over a service
 * binding. The options name Wrangler configurations: of the caller, and of one more Worker in the executor's
 * process.
 */
export async function startExecutor({
  caller = 'test/executor-caller/wrangler.jsonc',
  beside,
}: { caller?: string; beside?: string } = {}): Promise<ExecutorProcess> {
  const state = await mkdtemp(join(tmpdir(), 'tandem-executor-'));
  const [executorPort = 0, callerPort = 0, isolatedPort = 0] = await freePorts(3);
  const executorMemoryMib = watchdogLimits.memoryMib.usual;
  const ports = { port: callerPort, roomPort: 0, executorPort, isolatedPort, workerPort: callerPort };
  const settings = { ...ports, state, secret: '', executorMemoryMib, dev: false, verbose: false };
  const { executor, worker } = servicesOf(settings, {});
  const executorArgs = beside === undefined ? executor.args : [...executor.args, '-c', beside];
  const callerUrl = `http://127.0.0.1:${callerPort}/`;
  const services = [
    new Service({ ...executor, args: executorArgs }),
    new Service({ ...worker, name: 'caller', args: [...worker.args, '-c', caller], readyUrl: callerUrl }),
  ] as const;
  for (const service of services) service.start();
  const watchdog = watch(services[0], executor, { maxMemoryMib: executorMemoryMib });
  const stop = async (): Promise<void> => {
    await watchdog.stop();
    await Promise.all(services.map((service) => service.stop()));
    await rm(state, { recursive: true, force: true });
  };
  try {
    await Promise.all(services.map((service) => service.ready()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    callerUrl,
    run: (files, options = {}) => run(callerUrl, files, options),
    checkTypes: async (types) => {
      const response = await fetch(callerUrl, { method: 'POST', body: JSON.stringify({ types }) });
      return await response.json();
    },
    stop,
  };
}

async function run(
  callerUrl: string,
  files: string | Record<string, string>,
  { entry = 'main.ts', args = [], env = {}, timeoutMs = 5_000, cwd, stopAfterMs }: RunOptions,
): Promise<SeenRun> {
  const sources = typeof files === 'string' ? { [entry]: files } : files;
  const job = { room: 'room-1', runId: 'run-1', files: sources, entry, args, env, timeoutMs, cwd };
  const response = await fetch(callerUrl, {
    method: 'POST',
    body: JSON.stringify({ job, stopAfterMs }),
  });
  const seen: Omit<SeenRun, 'outcome'> = { entries: [], batches: [] };
  for (const raw of (await response.text()).trim().split('\n')) {
    const line = lineSchema.parse(JSON.parse(raw));
    if ('thrown' in line) throw new Error(line.thrown);
    if ('outcome' in line) return { ...seen, outcome: line.outcome };
    seen.entries.push(...line.entries);
    seen.batches.push({ count: line.entries.length, seq: line.seq });
  }
  throw new Error('The run had no outcome.');
}
