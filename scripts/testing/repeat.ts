import { globSync } from 'node:fs';
import { runSuite, type Suite, suites } from './suites.ts';

/**
 * Runs the test files whose path contains FILTER, N times, and prints for each test how often it passed and failed, and
 * its first error. With TITLE only the tests that have it in theirs.
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
  console.error(`No test file has “${filter}” in its path.`);
  process.exit(2);
}

interface Row {
  passed: number;
  failed: number;
  firstError: string;
}
const rows = new Map<string, Row>();
let redRuns = 0;

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
process.exit(redRuns > 0 || rows.size === 0 ? 1 : 0);

async function runOnce(round: number, suite: Suite, some: string[]): Promise<void> {
  const begun = Date.now();
  let output = '';
  const run = await runSuite(titled(suite), some, (chunk) => (output += chunk));
  for (const { file, title, state, error } of run.results) {
    if (state === 'skipped') continue;
    const row = rows.get(`${file} › ${title}`) ?? { passed: 0, failed: 0, firstError: error };
    rows.set(`${file} › ${title}`, row);
    row[state]++;
    row.firstError ||= error;
  }
  const failed = run.results.filter(({ state }) => state === 'failed').length;
  const took = Math.round((Date.now() - begun) / 1000);
  console.log(
    `round ${round} of ${times}: ${suite.name}, ${failed} failed, exit status ${run.exitCode}, ${took} s`,
  );
  // All that was said of a failure, while it can still be had.
  if (run.exitCode === 0) return;
  redRuns++;
  console.log(output);
}

function suiteOf(path: string): string {
  if (path.startsWith('e2e/')) return 'e2e';
  if (path.endsWith('.product.test.ts')) return 'product';
  return path.includes('/stress/') ? 'stress' : 'unit';
}

/** Vitest and Playwright call the same option by other names. */
function titled(suite: Suite): Suite {
  if (title === undefined) return suite;
  const option = suite.name === 'e2e' ? '--grep' : '--testNamePattern';
  return { ...suite, args: (some) => [...suite.args(some), `${option}=${title}`] };
}
