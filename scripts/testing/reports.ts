import { isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod/mini';

/** A test as a suite's report tells of it; or a file that could not be loaded, as one test of its own. */
export interface TestResult {
  /** From the repository's root. */
  file: string;
  title: string;
  state: 'passed' | 'failed' | 'skipped';
  /** The first error of one that failed, a few lines. */
  error: string;
}

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.optional(z.string()),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.optional(z.nullable(z.array(z.string()))),
        }),
      ),
    }),
  ),
});

/** Reads the report of Vitest's JSON reporter. */
export function readVitestReport(report: unknown): TestResult[] {
  return vitestSchema.parse(report).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = fromRoot(name);
    const results = assertionResults.map(({ fullName, status, failureMessages }) => ({
      file,
      title: fullName,
      state: stateOf(status),
      error: firstLines(failureMessages?.[0] ?? ''),
    }));
    // It could not be loaded, or a hook around its tests failed: these count as skipped then.
    if (status === 'failed' && !results.some(({ state }) => state === 'failed')) {
      results.push(fileFailure(file, message ?? ''));
    }
    return results;
  });
}

const errorSchema = z.object({
  message: z.optional(z.string()),
  value: z.optional(z.string()),
  location: z.optional(z.object({ file: z.string() })),
});
const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
      expectedStatus: z.string(),
      results: z.array(z.object({ errors: z.array(errorSchema) })),
    }),
  ),
});
const playwrightSuiteSchema = z.object({
  title: z.string(),
  specs: z.array(specSchema),
  get suites() {
    return z.optional(z.array(playwrightSuiteSchema));
  },
});
const playwrightSchema = z.object({
  config: z.object({ rootDir: z.string() }),
  suites: z.array(playwrightSuiteSchema),
  errors: z.array(errorSchema),
});

/** Reads the report of Playwright's JSON reporter. */
export function readPlaywrightReport(report: unknown): TestResult[] {
  const { config, suites, errors } = playwrightSchema.parse(report);
  const folder = fromRoot(config.rootDir);
  // What stands in no test: a file that could not be loaded, a global setup that failed.
  const around = errors.map((error) => {
    const at = error.location?.file;
    // A module that is not there is placed in no file.
    return fileFailure(at !== undefined && isAbsolute(at) ? fromRoot(at) : folder, messageOf(error));
  });
  // The suite of a file has its path for a title.
  return [...suites.flatMap((suite) => resultsOf(suite, folder, [])), ...around];
}

function resultsOf(
  { specs, suites = [] }: z.infer<typeof playwrightSuiteSchema>,
  folder: string,
  titles: string[],
): TestResult[] {
  const own = specs.flatMap(({ title, file, tests }) =>
    tests.map(({ status, expectedStatus, results }) => {
      const state = playwrightState(status, expectedStatus);
      const error = state === 'failed' ? messageOf(results[0]?.errors[0]) || 'It did not run.' : '';
      return {
        file: `${folder}/${file}`,
        title: [...titles, title].join(' › '),
        state,
        error: firstLines(error),
      };
    }),
  );
  return [...own, ...suites.flatMap((suite) => resultsOf(suite, folder, [...titles, suite.title]))];
}

/** One that was not meant to be skipped and was, because the run broke off, has failed. */
function playwrightState(status: string, expectedStatus: string): TestResult['state'] {
  if (status === 'expected') return 'passed';
  return status === 'skipped' && expectedStatus === 'skipped' ? 'skipped' : 'failed';
}

function stateOf(status: string): TestResult['state'] {
  return status === 'passed' || status === 'failed' ? status : 'skipped';
}

const fileFailure = (file: string, message: string): TestResult => ({
  file,
  title: 'the file itself',
  state: 'failed',
  error: firstLines(message),
});

const messageOf = (error: z.infer<typeof errorSchema> | undefined): string =>
  error?.message ?? error?.value ?? '';

const fromRoot = (path: string): string => (isAbsolute(path) ? relative(process.cwd(), path) : path);

const maxErrorLines = 12;

/** The start of an error, without colours, empty lines and others' stack frames: what is wrong stands there. */
export function firstLines(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at .*(node_modules|node:internal|<anonymous>)/.test(line));
  return lines.slice(0, maxErrorLines).join('\n');
}
