import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstLines, readPlaywrightReport, readVitestReport, type TestResult } from './reports.ts';
import type { SuiteRun } from './verdict.ts';

export interface Suite {
  name: string;
  /** Whether its tests start processes or go by chance: a file that fails is run once more, alone. */
  mayFlake: boolean;
  /** Node's arguments; without files, all of the suite. */
  args(files: readonly string[]): string[];
  read(report: unknown): TestResult[];
}

const vitest = (name: string, mayFlake: boolean): Suite => ({
  name,
  mayFlake,
  args: (files) => ['node_modules/vitest/vitest.mjs', 'run', '--project', name, ...files],
  read: readVitestReport,
});

const playwright = (name: string, options: string[]): Suite => ({
  name,
  mayFlake: true,
  // Playwright takes files as patterns.
  args: (files) => [
    'node_modules/@playwright/test/cli.js',
    'test',
    ...options,
    ...files.map((file) => file.replaceAll('.', '\\.')),
  ],
  read: readPlaywrightReport,
});

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
    const results = existsSync(report) ? suite.read(JSON.parse(readFileSync(report, 'utf8'))) : [];
    return { results, exitCode, tail: lastLines(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
  const state = exitCode === 0 ? 'passed' : 'failed';
  const result: TestResult = { file: 'check', title: name, state, error: firstLines(output) };
  return { results: [result], exitCode, tail: lastLines(output) };
}

interface Ended {
  exitCode: number;
  output: string;
}

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
  child.on('error', reject);
  child.on('close', (code, signal) => {
    const how = signal === null ? '' : `\nended by ${signal}`;
    resolve({ exitCode: code ?? 1, output: output + how });
  });
  return promise;
}

const print = (chunk: string): void => void process.stdout.write(chunk);

const lastLines = (output: string): string => firstLines(output.split('\n').slice(-12).join('\n'));
