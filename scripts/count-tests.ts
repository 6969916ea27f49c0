import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** Adds up the reports in a folder (Vitest's and Playwright's JSON) and says `N passed, N failed`. */
const vitestSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});
const playwrightSchema = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
  errors: z.array(z.unknown()),
});

const folder = process.argv[2];
if (folder === undefined) throw new Error('Usage: count-tests.ts FOLDER');
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  const report: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const vitest = vitestSchema.safeParse(report);
  if (vitest.success) {
    const { numPassedTests, numFailedTests, testResults } = vitest.data;
    // A file that could not be loaded failed without having a test to show for it.
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    passed += numPassedTests;
    failed += numFailedTests + broken.length;
    continue;
  }
  const { stats, errors } = playwrightSchema.parse(report);
  passed += stats.expected;
  // A test that passes only at times has failed; and so has a run that could not start.
  failed += stats.unexpected + stats.flaky + (stats.expected + stats.unexpected === 0 ? errors.length : 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
