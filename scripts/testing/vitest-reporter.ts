import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { failure, fromRoot, type TestResult, writeResults } from './results.ts';

/** Writes the result of each test, and all other errors, for the gate. */
export const gateReporter: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const outside = unhandledErrors.map((error) => {
      // For most of them Vitest knows the file.
      const path: unknown = error['VITEST_TEST_PATH'];
      const scope = typeof path === 'string' ? 'file' : 'run';
      return failure(scope, typeof path === 'string' ? path : '', 'an error outside of the tests', error);
    });
    writeResults([...modules.flatMap(resultsOf), ...outside]);
  },
};

function resultsOf(module: TestModule): TestResult[] {
  const around = [
    ...module.errors().map((error) => failure('file', module.moduleId, 'the file itself', error)),
    ...[...module.children.allSuites()].flatMap((suite) =>
      suite.errors().map((error) => failure('file', module.moduleId, `around ${suite.fullName}`, error)),
    ),
  ];
  return [...around, ...[...module.children.allTests()].map((test) => resultOf(test, around.length > 0))];
}

function resultOf(test: TestCase, hasFailedAround: boolean): TestResult {
  const { state, errors } = test.result();
  const { moduleId } = test.module;
  if (state === 'failed') return failure('test', moduleId, test.fullName, errors[0]);
  const isMeant =
    state === 'passed' || (state === 'skipped' && (test.options.mode !== 'run' || !hasFailedAround));
  return {
    file: fromRoot(moduleId),
    title: test.fullName,
    state: isMeant ? state : 'not run',
    scope: 'test',
    error: '',
  };
}
