import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { failure, firstLines, testResultSchema, type TestResult } from './results.ts';
import type { SuiteRun } from './verdict.ts';

export interface Suite {
  name: string;
  /** Whether its tests start processes or use randomness: then a failed file is run once more, alone. */
  mayFlake: boolean;
  /** Arguments for Node; without files, for the whole suite. */
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

/** A pattern that matches the text literally. */
export const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** `journeys` are the few tests of `e2e` that guard the product's purpose. */
export const suites: readonly Suite[] = [
  vitest('unit', false),
  vitest('stress', true),
  vitest('product', true),
  playwright('journeys', ['--grep', '@gate']),
  playwright('e2e', []),
];

/** Runs a suite, or some of its files, in a separate process. */
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
    // The runner ended before or while writing its report.
    return [failure('run', '', `${suite} › ended without a report`, lastLines(output))];
  }
}

interface Check {
  name: string;
  args: string[];
}

/** The static checks. */
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

/** The longest suite takes about ten minutes; one that hangs must not prevent the final report. */
const longestMs = 30 * 60_000;

/** A descendant may outlive the process and keep its output open for longer. */
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

/** Signals that stop a run, which then reports what it knows. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const print = (chunk: string): void => void process.stdout.write(chunk);

const lastLines = (output: string): string => firstLines(output.split('\n').slice(-12).join('\n'));
