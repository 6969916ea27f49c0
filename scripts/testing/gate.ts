import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { failure } from './results.ts';
import { checks, runCheck, runSuite, stopSignals, type Suite, suites } from './suites.ts';
import { closingLines, failedFiles, judge, type SuiteOutcome, type SuiteRun } from './verdict.ts';

/**
 * Runs the named suites (`check` for the static checks) in the given order, all of them whatever fails, and reports at
 * the end how long each took and what failed. A failed file of a suite that may be flaky is run once more, alone. `--new-seed` gives random
 * tests a new seed.
 */
const { values, positionals } = parseArgs({
  options: { 'new-seed': { type: 'boolean' } },
  allowPositionals: true,
});
const names = new Set(positionals);
const known = ['check', ...suites.map(({ name }) => name)];
const unknown = positionals.find((name) => !known.includes(name));
if (names.size === 0 || unknown !== undefined) {
  console.error(`Usage: gate.ts [--new-seed] SUITE… (${known.join(', ')})`);
  process.exit(2);
}
if (values['new-seed']) process.env['TANDEM_SEED'] ||= `${randomInt(2 ** 32)}`;

/** If more files fail, they have a common cause: running each again would tell little and take long. */
const maxFilesAgain = 5;

let stoppedBy: NodeJS.Signals | undefined;
for (const signal of stopSignals) process.on(signal, () => (stoppedBy = signal));

const outcomes: SuiteOutcome[] = [];
const durations: string[] = [];
for (const name of names) {
  const startedAt = Date.now();
  const suite = suites.find((one) => one.name === name);
  if (suite === undefined) await runChecks();
  else await runTests(suite);
  durations.push(`${name} ${Math.round((Date.now() - startedAt) / 1000)} s`);
}
if (stoppedBy !== undefined) {
  const stopped = failure('run', '', `the run was stopped by ${stoppedBy}`, 'The rest was not run.');
  outcomes.push({ suite: 'gate', first: { results: [stopped], exitCode: 1, tail: '' }, again: new Map() });
}
const verdict = judge(outcomes);
announce('result');
if (values['new-seed']) console.log(`TANDEM_SEED=${process.env['TANDEM_SEED']}`);
console.log(durations.join(', '));
console.log(closingLines(verdict));
process.exit(verdict.isGreen ? 0 : 1);

async function runChecks(): Promise<void> {
  for (const check of checks) {
    if (stoppedBy !== undefined) return;
    announce(check.name);
    outcomes.push({ suite: check.name, first: await runCheck(check), again: new Map() });
  }
}

async function runTests(suite: Suite): Promise<void> {
  if (stoppedBy !== undefined) return;
  announce(suite.name);
  const first = await runSuite(suite);
  outcomes.push({ suite: suite.name, first, again: await runAgain(suite, first) });
}

async function runAgain(suite: Suite, first: SuiteRun): Promise<Map<string, SuiteRun>> {
  const again = new Map<string, SuiteRun>();
  const files = failedFiles(first);
  if (!suite.mayFlake || files.length > maxFilesAgain) return again;
  for (const file of files) {
    if (stoppedBy !== undefined) return again;
    announce(`${suite.name}: ${file}, once more, alone`);
    again.set(file, await runSuite(suite, [file]));
  }
  return again;
}

function announce(what: string): void {
  console.log(`\n── ${what} ──`);
}
