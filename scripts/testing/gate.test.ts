import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestResult } from './results.ts';
import { runSuite } from './suites.ts';
import { closingLines, failedFiles, judge, type SuiteRun, type Verdict } from './verdict.ts';

const result = (title: string, state: TestResult['state'], more: Partial<TestResult> = {}): TestResult => ({
  file: 'a.test.ts',
  title,
  state,
  scope: 'test',
  error: state === 'failed' ? `${title} is wrong` : '',
  ...more,
});

const run = (
  results: TestResult[],
  exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0,
): SuiteRun => ({ results, exitCode, tail: 'its last words' });

const judged = (first: SuiteRun, again: Record<string, SuiteRun> = {}): Verdict =>
  judge([{ suite: 'product', first, again: new Map(Object.entries(again)) }]);

describe('the verdict', () => {
  const oneOfTwo = run([result('one', 'passed'), result('two', 'failed')]);

  it('is green when everything passed', () => {
    const verdict = judged(run([result('one', 'passed'), result('two', 'skipped')]));
    expect(verdict.isGreen).toBe(true);
    expect(closingLines(verdict)).toBe('1 passed, 0 failed, 1 skipped');
  });

  it('lists failures with their first error', () => {
    const verdict = judged(oneOfTwo);
    expect(verdict.isGreen).toBe(false);
    expect(closingLines(verdict)).toBe('failed: a.test.ts › two\n    two is wrong\n1 passed, 1 failed');
  });

  it('counts tests that pass in a second run separately', () => {
    const verdict = judged(oneOfTwo, {
      'a.test.ts': run([result('one', 'passed'), result('two', 'passed')]),
    });
    expect(verdict.isGreen).toBe(true);
    expect(closingLines(verdict)).toBe(
      'flaky: a.test.ts › two\n    two is wrong\n1 passed, 0 failed, 1 flaky',
    );
  });

  it('counts the tests after a hook that failed once by their second run', () => {
    const hook = result('around a', 'failed', { scope: 'file' });
    const verdict = judged(run([hook, result('one', 'not run'), result('two', 'not run')]), {
      'a.test.ts': run([result('one', 'passed'), result('two', 'passed')]),
    });
    expect(closingLines(verdict)).toMatch(/^flaky: a\.test\.ts › around a\n.*\n2 passed, 0 failed, 1 flaky$/);
    expect(closingLines(judged(run([hook, result('one', 'not run')])))).toMatch(
      /\n0 passed, 1 failed, 1 not run$/,
    );
  });

  it('is red with more than two that passed only in a second run', () => {
    const names = ['one', 'two', 'three'];
    const first = run(names.map((name) => result(name, 'failed')).concat(result('four', 'passed')));
    const verdict = judged(first, {
      'a.test.ts': run([...names, 'four'].map((name) => result(name, 'passed'))),
    });
    expect(verdict.isGreen).toBe(false);
    expect(closingLines(verdict)).toMatch(
      /More than 2 flaky tests: the run is red\.\n1 passed, 0 failed, 3 flaky$/,
    );
  });

  it('is red when the second run of a file fails, even in another test', () => {
    const verdict = judged(oneOfTwo, {
      'a.test.ts': run([result('one', 'failed'), result('two', 'passed')]),
    });
    expect(verdict.isGreen).toBe(false);
    expect(verdict.failed.map(({ name }) => name)).toEqual(['a.test.ts › two', 'a.test.ts › one']);
    expect(verdict.passed).toBe(0);
  });

  it.each([
    ['did not run it', run([result('one', 'passed')])],
    ['skipped it', run([result('one', 'passed'), result('two', 'skipped')])],
    ['has no report', run([])],
    ['ended badly', run([result('one', 'passed'), result('two', 'passed')], 1)],
    ['lost a test', run([result('one', 'not run'), result('two', 'passed')])],
  ])('excuses nothing when the second run %s', (_, second) => {
    const verdict = judged(oneOfTwo, { 'a.test.ts': second });
    expect(verdict.isGreen).toBe(false);
    expect(verdict.failed[0]?.name).toBe('a.test.ts › two');
  });

  it('excuses no failure of the run as a whole, and runs no file again for it', () => {
    const outside = result('an error', 'failed', { scope: 'run', file: '' });
    const first = run([result('one', 'passed'), result('two', 'failed'), outside]);
    expect(failedFiles(first)).toEqual(['a.test.ts']);
    expect(failedFiles(run([outside]))).toEqual([]);
    const verdict = judged(first, { 'a.test.ts': run([result('one', 'passed'), result('two', 'passed')]) });
    expect(verdict.isGreen).toBe(false);
    expect(verdict.failed.map(({ name }) => name)).toEqual(['an error']);
  });

  it('is red when a suite fails without a failed test, runs no test, or loses one', () => {
    expect(closingLines(judged(run([result('one', 'passed')], 1)))).toBe(
      'failed: product › ended with 1 though no test failed\n    its last words\n1 passed, 1 failed',
    );
    for (const results of [[], [result('one', 'skipped')]]) {
      const other = { suite: 'unit', first: run([result('zero', 'passed')]), again: new Map() };
      const verdict = judge([other, { suite: 'product', first: run(results), again: new Map() }]);
      expect(verdict.isGreen).toBe(false);
      expect(closingLines(verdict)).toMatch(/failed: product › ran no test\n/);
    }
    expect(closingLines(judged(run([result('one', 'passed'), result('two', 'not run')])))).toBe(
      'failed: a.test.ts › two\n    It did not run.\n1 passed, 1 failed',
    );
  });
});

describe('the report of the real runners', { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(() => {
    // Inside the repository, so that the runners' packages are found.
    folder = mkdtempSync(join(process.cwd(), '.gate-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Keeps intended failures out of the visible output. */
  const unseen = (): void => undefined;
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const told = ({ results }: SuiteRun): string[] =>
    results
      .map(({ file, title, state, scope, error }) =>
        `${state} ${scope}: ${file.split('/').pop()} › ${title} ${error.split('\n')[0]}`.trim(),
      )
      .sort();

  const vitest = (): Promise<SuiteRun> => {
    write(
      'vitest.config.mjs',
      `import { gateReporter } from '../scripts/testing/vitest-reporter.ts';
      export default { test: { reporters: [gateReporter], allowOnly: false, include: ['*.test.mjs'] } }`,
    );
    const args = () => ['node_modules/vitest/vitest.mjs', 'run', '--root', folder];
    return runSuite({ name: 'unit', mayFlake: false, args }, [], unseen);
  };

  it('lists Vitest’s failed tests, broken files and hooks, whatever was thrown', async () => {
    const begin = `import { beforeAll, describe, expect, it } from 'vitest';`;
    write(
      'a.test.mjs',
      `${begin} it('one', () => {}); it('two', () => expect(1).toBe(2)); it.skip('three', () => {});
      it('four', () => { throw { code: 'x' } }); it('five', () => { throw 'a text' });`,
    );
    write('broken.test.mjs', `import './nowhere.mjs'`);
    write(
      'hook.test.mjs',
      `${begin} beforeAll(() => { throw new Error('no hook') }); it('never', () => {});`,
    );
    write(
      'inner.test.mjs',
      `${begin} describe('of', () => { beforeAll(() => { throw new Error('no inner') }); it('never', () => {}); });`,
    );
    write('only.test.mjs', `${begin} it.only('one', () => {}); it('two', () => {});`);
    const run = await vitest();
    expect(run.exitCode).toBe(1);
    expect(told(run)).toEqual([
      expect.stringMatching(/^failed file: broken\.test\.mjs › the file itself .*nowhere\.mjs/),
      'failed file: hook.test.mjs › the file itself Error: no hook',
      'failed file: inner.test.mjs › around of Error: no inner',
      'failed test: a.test.mjs › five a text',
      "failed test: a.test.mjs › four { code: 'x', stacks: [] }",
      'failed test: a.test.mjs › two AssertionError: expected 1 to be 2 // Object.is equality',
      expect.stringMatching(/^failed test: only\.test\.mjs › one .*Unexpected \.only/),
      'not run test: hook.test.mjs › never',
      'not run test: inner.test.mjs › of > never',
      'passed test: a.test.mjs › one',
      'skipped test: a.test.mjs › three',
      'skipped test: only.test.mjs › two',
    ]);
  });

  it('lists Vitest’s unhandled errors, and a worker that ended', async () => {
    write(
      'a.test.mjs',
      `import { it } from 'vitest'; it('one', async () => { Promise.reject(new Error('nobody awaits')); await new Promise((r) => setTimeout(r, 50)); });`,
    );
    expect(told(await vitest())).toEqual([
      'failed file: a.test.mjs › an error outside of the tests Error: nobody awaits',
      'passed test: a.test.mjs › one',
    ]);
    write(
      'a.test.mjs',
      `import { it } from 'vitest'; it('one', () => process.kill(process.pid, 'SIGKILL'));`,
    );
    const killed = await vitest();
    const verdict = judge([{ suite: 'unit', first: killed, again: new Map() }]);
    expect(verdict.isGreen).toBe(false);
    expect(verdict.passed).toBe(0);
    expect(verdict.failed[0]?.error).not.toBe('');
  });

  it('lists Playwright’s failed tests, broken hooks and files', async () => {
    write(
      'playwright.config.mjs',
      `export default { reporter: [['../scripts/testing/playwright-reporter.ts']], outputDir: 'out' }`,
    );
    const begin = `import { expect, test } from '@playwright/test';`;
    write(
      'a.spec.mjs',
      `${begin} test('one', () => {}); test.describe('of', () => { test('two', () => expect(1).toBe(2)); });
      test.skip('three', () => {}); test('four', () => { test.fail(); });`,
    );
    write(
      'hook.spec.mjs',
      `${begin} test.beforeAll(() => { throw new Error('no hook') }); test('one', () => {}); test('two', () => {});`,
    );
    const args = () => ['node_modules/@playwright/test/cli.js', 'test', '-c', folder];
    const suite = { name: 'e2e', mayFlake: true, args };
    expect(told(await runSuite(suite, [], unseen))).toEqual([
      'failed test: a.spec.mjs › four It was expected to be failed.',
      'failed test: a.spec.mjs › of › two Error: expect(received).toBe(expected) // Object.is equality',
      'failed test: hook.spec.mjs › one Error: no hook',
      'not run test: hook.spec.mjs › two',
      'passed test: a.spec.mjs › one',
      'skipped test: a.spec.mjs › three',
    ]);
    write('throws.spec.mjs', `throw new Error('no test')`);
    const broken = await runSuite(suite, [], unseen);
    expect(broken.exitCode).toBe(1);
    expect(told(broken)).toContain(
      'failed run: throws.spec.mjs › an error outside of the tests Error: no test',
    );
    expect(failedFiles(broken)).toEqual([]);
  });

  it('says when a runner ended before it could report', async () => {
    const args = () => [
      '-e',
      `require('fs').writeFileSync(process.env.TANDEM_REPORT, '[{'); console.log('cut off')`,
    ];
    const run = await runSuite({ name: 'unit', mayFlake: false, args }, [], unseen);
    expect(told(run)).toEqual(['failed run:  › unit › ended without a report cut off']);
  });
});
