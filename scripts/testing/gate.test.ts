import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPlaywrightReport, readVitestReport, type TestResult } from './reports.ts';
import { runSuite } from './suites.ts';
import { closingLines, judge, type SuiteRun } from './verdict.ts';

describe('the verdict', () => {
  const result = (title: string, state: TestResult['state'], file = 'a.test.ts'): TestResult => ({
    file,
    title,
    state,
    error: state === 'failed' ? `${title} is wrong` : '',
  });
  const run = (
    results: TestResult[],
    exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0,
  ): SuiteRun => ({
    results,
    exitCode,
    tail: 'its last words',
  });
  const judged = (first: SuiteRun, again: Record<string, SuiteRun> = {}) =>
    judge([{ suite: 'product', first, again: new Map(Object.entries(again)) }]);

  it('is green when all passed', () => {
    const verdict = judged(run([result('one', 'passed'), result('two', 'skipped')]));
    expect(verdict.isGreen).toBe(true);
    expect(closingLines(verdict)).toBe('1 passed, 0 failed, 1 skipped');
  });

  it('names what failed, with its first error', () => {
    const verdict = judged(run([result('one', 'passed'), result('two', 'failed')]));
    expect(verdict.isGreen).toBe(false);
    expect(closingLines(verdict)).toBe('failed: a.test.ts › two\n    two is wrong\n1 passed, 1 failed');
  });

  it('counts what passes in a second run apart', () => {
    const verdict = judged(run([result('one', 'passed'), result('two', 'failed')]), {
      'a.test.ts': run([result('one', 'passed'), result('two', 'passed')]),
    });
    expect(verdict.isGreen).toBe(true);
    expect(closingLines(verdict)).toBe(
      'flaky: a.test.ts › two\n    two is wrong\n1 passed, 0 failed, 1 flaky',
    );
  });

  it('is red with more than two that passed only in a second run', () => {
    const names = ['one', 'two', 'three'];
    const verdict = judged(
      run(names.map((name) => result(name, 'failed')).concat(result('four', 'passed'))),
      {
        'a.test.ts': run(names.map((name) => result(name, 'passed'))),
      },
    );
    expect(verdict.isGreen).toBe(false);
    expect(closingLines(verdict)).toMatch(
      /More than 2 flaky tests: the run is red\.\n1 passed, 0 failed, 3 flaky$/,
    );
  });

  it('is red when the second run of a file fails, be it by another of its tests', () => {
    const verdict = judged(run([result('one', 'passed'), result('two', 'failed')]), {
      'a.test.ts': run([result('one', 'failed'), result('two', 'passed')]),
    });
    expect(verdict.isGreen).toBe(false);
    expect(verdict.failed.map(({ name }) => name)).toEqual(['a.test.ts › two', 'a.test.ts › one']);
    expect(verdict.passed).toBe(0);
  });

  it('is red when a suite ended badly though no test failed, and when it ran none', () => {
    expect(closingLines(judged(run([result('one', 'passed')], 1)))).toBe(
      'failed: product › ended with 1 though no test failed\n    its last words\n1 passed, 1 failed',
    );
    expect(closingLines(judged(run([])))).toBe(
      'failed: product › ran no test\n    its last words\n0 passed, 1 failed',
    );
  });
});

describe('reports of the real runners', { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(() => {
    // Inside the repository, where the runners' packages are found.
    folder = mkdtempSync(join(process.cwd(), '.gate-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Failures that are meant are not shown among the others. */
  const unseen = (): void => undefined;
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const told = ({ results }: SuiteRun): string[] =>
    results
      .map(({ file, title, state, error }) =>
        `${state}: ${file.split('/').pop()} › ${title} ${error.split('\n')[0]}`.trim(),
      )
      .sort();

  it('tells failed tests, broken files and broken hooks of Vitest’s', async () => {
    write(
      'vitest.config.mjs',
      `export default { test: { reporters: [['json', { outputFile: process.env.TANDEM_REPORT }]] } }`,
    );
    write(
      'a.test.mjs',
      `import { expect, it } from 'vitest'; it('one', () => {}); it('two', () => expect(1).toBe(2)); it.skip('three', () => {});`,
    );
    write('broken.test.mjs', `import './nowhere.mjs'`);
    write(
      'hook.test.mjs',
      `import { beforeAll, it } from 'vitest'; beforeAll(() => { throw new Error('no hook') }); it('never', () => {});`,
    );
    const args = () => ['node_modules/vitest/vitest.mjs', 'run', '--root', folder];
    const run = await runSuite({ name: 'unit', mayFlake: false, args, read: readVitestReport }, [], unseen);
    expect(run.exitCode).toBe(1);
    expect(told(run)).toEqual([
      'failed: a.test.mjs › two AssertionError: expected 1 to be 2 // Object.is equality',
      expect.stringMatching(/^failed: broken\.test\.mjs › the file itself .*nowhere\.mjs/),
      'failed: hook.test.mjs › the file itself no hook',
      'passed: a.test.mjs › one',
      'skipped: a.test.mjs › three',
      'skipped: hook.test.mjs › never',
    ]);
  });

  it('tells failed tests and broken files of Playwright’s', async () => {
    write(
      'playwright.config.mjs',
      `export default { reporter: [['json', { outputFile: process.env.TANDEM_REPORT }]], outputDir: 'out' }`,
    );
    write(
      'a.spec.mjs',
      `import { expect, test } from '@playwright/test'; test('one', () => {}); test.describe('of', () => { test('two', () => expect(1).toBe(2)); }); test.skip('three', () => {});`,
    );
    const args = () => ['node_modules/@playwright/test/cli.js', 'test', '-c', folder];
    const suite = { name: 'e2e', mayFlake: true, args, read: readPlaywrightReport };
    expect(told(await runSuite(suite, [], unseen))).toEqual([
      'failed: a.spec.mjs › of › two Error: expect(received).toBe(expected) // Object.is equality',
      'passed: a.spec.mjs › one',
      'skipped: a.spec.mjs › three',
    ]);
    write('broken.spec.mjs', `import './nowhere.mjs'`);
    write('throws.spec.mjs', `throw new Error('no test')`);
    const broken = await runSuite(suite, [], unseen);
    expect(broken.exitCode).toBe(1);
    expect(told(broken)).toContain('failed: throws.spec.mjs › the file itself Error: no test');
    expect(told(broken)).toContainEqual(
      expect.stringMatching(/^failed: \.gate-\w+ › the file itself .*nowhere\.mjs.*broken\.spec\.mjs/),
    );
  });
});
