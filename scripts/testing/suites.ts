import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { failure, firstLines, testResultSchema, type TestResult } from './results.ts';
import type { SuiteRun } from './verdict.ts';

export interface Suite {
  name: string;
  /** Whether its tests start processes or go by chance: a file that fails is run once more, alone. */
  mayFlake: boolean;
  /** Node's arguments; without files, all of the suite. */
  args(files: readonly string[]): string[];
}

const vitest = (name: string, mayFlake: boolean): Suite => ({
  name,
  mayFlake,
  args: (files) => ['node_modules/vitest/vitest.mjs', 'run', '--project', name, ...files],
});

const playwright = (name: string, options: string[]): Suite => ({
  name,
  mayFlake: true,
  // Playwright takes files as patterns.
  args: (files) => [
    'node_modules/@playwright/test/cli.js',
    'test',
    ...options,
    ...files.map((file) => `/${escapePattern(file)}$`),
  ],
});

/** Of a text that is looked for as it stands, where a pattern is taken. */
export const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** `journeys` are the few of `e2e` that guard what the product is for. */
export const suites: readonly Suite[] = [
  vitest('unit', false),
  vitest('stress', true),
  vitest('product', true),
  playwright('journeys', ['--grep', '@gate']),
  playwright('e2e', []),
];

/** Runs a suite, or some files of it, in a process of its own. */
export async function runSuite(
  suite: Suite,
  files: readonly string[] = [],
  onOutput: (chunk: string) => void = print,
): Promise<SuiteRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-report-'));
  const report = join(folder, 'report.json');
  try {
    const { exitCode, output } = await run(suite.args(files), onOutput, { TANDEM_REPORT: report });
    return { results: resultsFrom(report, suite.name, output), exitCode, tail: lastLines(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultsFrom(report: string, suite: string, output: string): TestResult[] {
  try {
    return z.array(testResultSchema).parse(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    // The runner ended before it could write it, or while it did.
    return [failure('run', '', `${suite} › ended without a report`, lastLines(output))];
  }
}

interface Check {
  name: string;
  args: string[];
}

/** What is checked without running anything of the product. */
export const checks: readonly Check[] = [
  { name: 'format', args: ['node_modules/oxfmt/bin/oxfmt', '--check'] },
  { name: 'lint', args: ['node_modules/oxlint/bin/oxlint'] },
  { name: 'types', args: ['scripts/types.ts'] },
  { name: 'knip', args: ['node_modules/knip/bin/knip.js'] },
];

/** A check counts as one test. */
export async function runCheck({ name, args }: Check): Promise<SuiteRun> {
  const { exitCode, output } = await run(args, print);
  const result: TestResult =
    exitCode === 0
      ? { file: 'check', title: name, state: 'passed', scope: 'test', error: '' }
      : failure('test', 'check', name, output);
  return { results: [result], exitCode, tail: lastLines(output) };
}

interface Ended {
  exitCode: number;
  output: string;
}

/** The longest suite takes some ten minutes; one that hangs must not take the closing lines along. */
const longestMs = 30 * 60_000;

/** What a process started may outlive it and hold on to its output. */
const closesWithinMs = 5_000;

function run(args: string[], onOutput: (chunk: string) => void, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colours, ...env },
  });
  let output = '';
  const onData = (chunk: string): void => {
    onOutput(chunk);
    output = (output + chunk).slice(-100_000);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onData);
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
  const limit = setTimeout(() => {
    onData(`\nIt did not end within ${longestMs / 60_000} minutes.\n`);
    stop('SIGKILL');
  }, longestMs);
  for (const signal of stopSignals) process.on(signal, stop);
  const end = (code: number | null, signal: NodeJS.Signals | null): void => {
    clearTimeout(limit);
    for (const one of stopSignals) process.off(one, stop);
    resolve({ exitCode: code ?? 1, output: signal === null ? output : `${output}\nended by ${signal}` });
  };
  child.on('error', reject);
  child.on('exit', (code, signal) => setTimeout(() => end(code, signal), closesWithinMs).unref());
  child.on('close', end);
  return promise;
}

/** By which a run is stopped; it tells what it knows by then. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const print = (chunk: string): void => void process.stdout.write(chunk);

const lastLines = (output: string): string => firstLines(output.split('\n').slice(-12).join('\n'));
