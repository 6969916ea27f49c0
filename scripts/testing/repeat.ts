import { globSync } from 'node:fs';
import { escapePattern, runSuite, type Suite, suites } from './suites.ts';

/**
 * Runs the test files whose path contains FILTER, N times, and prints for each test how often it passed and failed, and
 * its first error. With TITLE, runs only the tests whose title contains it.
 */
const [rounds, filter, title] = process.argv.slice(2);
const times = Number(rounds);
if (!Number.isInteger(times) || times < 1 || filter === undefined) {
  console.error('Usage: npm run test:repeat -- N FILTER [TITLE]');
  process.exit(2);
}

const files = globSync(['{shared,party,web,scripts,test,bench}/**/*.test.ts', 'e2e/*.spec.ts'])
  .filter((path) => path.includes(filter) && !path.includes('node_modules'))
  .sort();
if (files.length === 0) {
  console.error(`No test file’s path contains “${filter}”.`);
  process.exit(2);
}

interface Row {
  passed: number;
  failed: number;
  firstError: string;
}
const rows = new Map<string, Row>();

for (let round = 1; round <= times; round++) {
  for (const [name, some] of Map.groupBy(files, suiteOf)) {
    const suite = suites.find((one) => one.name === name);
    if (suite) await runOnce(round, suite, some);
  }
}
for (const [name, { passed, failed, firstError }] of rows) {
  console.log(`${String(passed).padStart(4)} passed ${String(failed).padStart(4)} failed  ${name}`);
  if (failed > 0) console.log(firstError.replaceAll(/^/gm, ' '.repeat(26)));
}
if (rows.size === 0) console.error(`No test title in these files contains “${title}”.`);
process.exit(rows.size > 0 && [...rows.values()].every(({ failed }) => failed === 0) ? 0 : 1);

async function runOnce(round: number, suite: Suite, some: string[]): Promise<void> {
  const begun = Date.now();
  let output = '';
  const { results, exitCode, tail } = await runSuite(titled(suite), some, (chunk) => (output += chunk));
  const ran = results.filter(({ state }) => state === 'passed' || state === 'failed');
  for (const { file, title, state, error } of ran) count(`${file} › ${title}`, state === 'failed', error);
  const failed = ran.filter(({ state }) => state === 'failed').length;
  if (exitCode !== 0 && failed === 0 && ran.length > 0) count(`${suite.name} › the run itself`, true, tail);
  const took = Math.round((Date.now() - begun) / 1000);
  console.log(
    `round ${round} of ${times}: ${suite.name}, ${failed} failed, exit status ${exitCode}, ${took} s`,
  );
  // The full output of a failure, before it is gone.
  if (failed > 0) console.log(output);
}

function count(name: string, hasFailed: boolean, error: string): void {
  const row = rows.get(name) ?? { passed: 0, failed: 0, firstError: '' };
  rows.set(name, row);
  row[hasFailed ? 'failed' : 'passed']++;
  row.firstError ||= error;
}

function suiteOf(path: string): string {
  if (path.startsWith('e2e/')) return 'e2e';
  if (path.endsWith('.product.test.ts')) return 'product';
  return path.includes('/stress/') ? 'stress' : 'unit';
}

/** Vitest and Playwright have different names for the same option; both take a pattern. */
function titled(suite: Suite): Suite {
  if (title === undefined) return suite;
  const option = suite.name === 'e2e' ? '--grep' : '--testNamePattern';
  return { ...suite, args: (some) => [...suite.args(some), `${option}=${escapePattern(title)}`] };
}
