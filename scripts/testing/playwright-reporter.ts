import type { Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter';
import { failure, fromRoot, type TestResult, writeResults } from './results.ts';

/** Writes the result of each test, and all other errors, for the gate. */
export default class GateReporter implements Reporter {
  readonly #outside: TestResult[] = [];
  #tests: TestCase[] = [];

  onBegin(_: unknown, suite: Suite): void {
    this.#tests = suite.allTests();
  }

  /** A file that cannot be loaded (then no test is run), or a failed hook of the whole run or of a worker. */
  onError(error: TestError): void {
    this.#outside.push(failure('run', error.location?.file ?? '', 'an error outside of the tests', error));
  }

  onEnd(): void {
    writeResults([...this.#tests.map(resultOf), ...this.#outside]);
  }
}

function resultOf(test: TestCase): TestResult {
  const { file } = test.location;
  // The title path starts with the run, the project and the file.
  const title = test.titlePath().slice(3).join(' › ');
  const outcome = test.outcome();
  if (outcome === 'unexpected' || outcome === 'flaky') {
    const error = test.results.find(({ errors }) => errors.length > 0)?.errors[0];
    return failure('test', file, title, error ?? `It was expected to be ${test.expectedStatus}.`);
  }
  const isMeant = outcome === 'expected' || test.expectedStatus === 'skipped';
  const state = outcome === 'expected' ? 'passed' : isMeant ? 'skipped' : 'not run';
  return { file: fromRoot(file), title, state, scope: 'test', error: '' };
}
