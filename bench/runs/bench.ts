import * as z from 'zod/mini';
import { buildIsolates } from '../../scripts/build.ts';
import { startExecutor } from '../../test/executor-process.ts';
import { type RunJob, runOutcomeSchema } from '../../shared/run.ts';
import { type Bench, countFlag, type Findings, type Flags } from '../lib/bench.ts';
import { median, percentile } from '../lib/figures.ts';
import { editsBeside } from './beside.ts';
import { timeCalls } from './calls.ts';
import { holdings } from './memory.ts';
import { asLoaded, computations, edited, logging, oneFile, type Program, tenFiles } from './programs.ts';

export const bench: Bench = {
  about: 'what a run takes from its start to its first line and its end, beside a bare LOADER.load()',
  flags: { rounds: { type: 'string' }, lines: { type: 'string' }, many: { type: 'string' } },
  run,
};

interface Times {
  firstMs: number[];
  totalMs: number[];
  floorMs: number[];
}

async function run(flags: Flags): Promise<Findings> {
  const rounds = countFlag(flags, 'rounds', 100);
  const lines = countFlag(flags, 'lines', 20_000);
  const many = countFlag(flags, 'many', 2_000);
  const few = Math.max(3, Math.ceil(rounds / 20));
  const data: Record<string, Times> = {};
  await Promise.all(buildIsolates().map(({ done }) => done));
  const executor = await startExecutor({
    caller: 'bench/runs/driver/wrangler.jsonc',
    beside: 'bench/runs/floor/wrangler.jsonc',
  });
  try {
    const timed = async (
      name: string,
      program: Program,
      times: number,
      change = (same: Program, _round: number): Program => same,
    ): Promise<void> => {
      data[name] = await time(executor.callerUrl, program, times, change);
    };
    await timed('1 file', oneFile, rounds);
    await timed('10 files, 1,000 lines', tenFiles, rounds);
    await timed('the same, each changed since', tenFiles, rounds, edited);
    for (const [name, program] of Object.entries(computations)) await timed(name, program, few);
    await timed(`${lines.toLocaleString('en')} lines of output`, logging(lines), few);
  } finally {
    await executor.stop();
  }
  const calls = await timeCalls(rounds);
  const held = await holdings(many);
  const beside = await editsBeside();
  return {
    tables: [
      {
        title: 'A run, ms from the request',
        columns: ['program', 'first line p50', 'p99', 'end p50', 'p99', 'floor p50', 'p99', 'end / floor'],
        rows: Object.entries(data).map(([name, times]) => [
          name,
          median(times.firstMs),
          percentile(times.firstMs, 0.99),
          median(times.totalMs),
          percentile(times.totalMs, 0.99),
          median(times.floorMs),
          percentile(times.floorMs, 0.99),
          (median(times.totalMs) ?? 0) / (median(times.floorMs) ?? 1),
        ]),
      },
      {
        title: 'A program’s calls of the room, ms',
        columns: ['call', 'mean', 'p50', 'p99'],
        rows: Object.entries(calls).map(([name, ms]) => [
          name,
          ms.reduce((sum, each) => sum + each, 0) / ms.length,
          median(ms),
          percentile(ms, 0.99),
        ]),
      },
      {
        title: 'Memory of the processes after so many runs, MiB',
        columns: ['runs', 'executor', 'coder'],
        rows: held.map(({ runs, executorBytes, workerBytes }) => [
          runs.toLocaleString('en'),
          executorBytes / 2 ** 20,
          workerBytes / 2 ** 20,
        ]),
      },
      {
        title: 'Editing beside a program: from an edit to another person’s replica, ms',
        columns: ['program', 'it ended', 'after, ms', 'p50', 'p99', 'longest'],
        rows: Object.entries(beside).map(([name, { editMs, ended, runMs }]) => [
          name,
          ended,
          runMs,
          percentile(editMs, 0.5),
          percentile(editMs, 0.99),
          percentile(editMs, 1),
        ]),
      },
    ],
    notes: [
      'floor: LOADER.load() of the same program, stripped of its types beforehand, in the executor’s own process and over the same bindings: no compiling, no guard, no console, no stop. It returns all its lines at its end.',
      'The executor keeps the files it has read: when a program runs again, it reads only what changed.',
      'The programs that only compute show what the guard in every loop and function costs.',
      'Calls are timed by the program itself in the whole product, to whole milliseconds; what a call writes in the room is on disk when it returns.',
    ],
    data: { runs: data, calls, held, beside },
  };
}

const lineSchema = z.union([
  z.object({ entries: z.array(z.unknown()) }),
  z.object({ outcome: runOutcomeSchema }),
  z.object({ thrown: z.string() }),
]);

/** Alternates, so that a temporary slowdown of the machine affects both. */
async function time(
  url: string,
  program: Program,
  rounds: number,
  change: (program: Program, round: number) => Program,
): Promise<Times> {
  const times: Times = { firstMs: [], totalMs: [], floorMs: [] };
  const loaded = JSON.stringify(asLoaded(program));
  // The first of each pays for compilation.
  await timeRun(url, program);
  await timeFloor(url, loaded);
  for (let round = 0; round < rounds; round++) {
    const { firstMs, totalMs } = await timeRun(url, change(program, round));
    times.firstMs.push(firstMs);
    times.totalMs.push(totalMs);
    times.floorMs.push(await timeFloor(url, loaded));
  }
  return times;
}

async function timeRun(url: string, files: Program): Promise<{ firstMs: number; totalMs: number }> {
  const job: RunJob = {
    room: 'bench',
    runId: 'run',
    files,
    entry: 'main.ts',
    args: [],
    env: {},
    timeoutMs: 60_000,
  };
  const start = performance.now();
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ job }) });
  if (!response.body) throw new Error('the executor answered nothing');
  let firstMs: number | undefined;
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (firstMs === undefined && text.includes('"entries":[{')) firstMs = performance.now() - start;
  }
  const totalMs = performance.now() - start;
  const last = lineSchema.parse(JSON.parse(text.trim().split('\n').at(-1) ?? ''));
  const succeeded = 'outcome' in last && last.outcome.success;
  if (!succeeded || firstMs === undefined) throw new Error(`the run failed: ${text.slice(-500)}`);
  return { firstMs, totalMs };
}

async function timeFloor(url: string, loaded: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${url}floor`, { method: 'POST', body: loaded });
  const text = await response.text();
  if (!response.ok) throw new Error(`the floor failed: ${text.slice(-500)}`);
  return performance.now() - start;
}
