import type { TestResult } from './reports.ts';

/** One run of a suite, or of some of its files. */
export interface SuiteRun {
  results: TestResult[];
  exitCode: number;
  /** The last that it printed. */
  tail: string;
}

export interface SuiteOutcome {
  suite: string;
  first: SuiteRun;
  /** By file: the second run of each that failed and may fail by chance. */
  again: ReadonlyMap<string, SuiteRun>;
}

interface Failure {
  /** `FILE › TITLE` */
  name: string;
  error: string;
}

export interface Verdict {
  failed: Failure[];
  /** Failed at first, passed when their file ran once more, alone. */
  flaky: Failure[];
  passed: number;
  skipped: number;
  isGreen: boolean;
}

/** More of them than this is no chance any more. */
export const maxFlaky = 2;

/** The files of a run with a test that failed. */
export const failedFiles = ({ results }: SuiteRun): string[] => [
  ...new Set(results.flatMap(({ state, file }) => (state === 'failed' ? [file] : []))),
];

/** Judges all suites together. */
export function judge(outcomes: readonly SuiteOutcome[]): Verdict {
  const all = outcomes.map(judgeSuite);
  const failed = all.flatMap((one) => one.failed);
  const flaky = all.flatMap((one) => one.flaky);
  const passed = sum(all.map((one) => one.passed));
  const skipped = sum(all.map((one) => one.skipped));
  return {
    failed,
    flaky,
    passed,
    skipped,
    isGreen: failed.length === 0 && flaky.length <= maxFlaky && passed > 0,
  };
}

function judgeSuite({ suite, first, again }: SuiteOutcome): Omit<Verdict, 'isGreen'> {
  const failed: Failure[] = [];
  const flaky: Failure[] = [];
  const failures = first.results.filter(({ state }) => state === 'failed');
  for (const result of failures) {
    const second = again.get(result.file);
    const isFlaky = second !== undefined && failedFiles(second).length === 0 && second.exitCode === 0;
    (isFlaky ? flaky : failed).push(failureOf(result));
  }
  // Others of the file may have failed the second time: it has failed twice.
  const names = new Set(failed.map(({ name }) => name));
  for (const { results } of again.values()) {
    for (const result of results) {
      const failure = failureOf(result);
      if (result.state === 'failed' && !names.has(failure.name)) failed.push(failure);
    }
  }
  if (first.exitCode !== 0 && failures.length === 0) {
    failed.push({ name: `${suite} › ended with ${first.exitCode} though no test failed`, error: first.tail });
  }
  if (first.results.length === 0 && first.exitCode === 0) {
    failed.push({ name: `${suite} › ran no test`, error: first.tail });
  }
  const failedNames = new Set(failed.map(({ name }) => name));
  const passed = first.results.filter(
    (result) => result.state === 'passed' && !failedNames.has(failureOf(result).name),
  ).length;
  return { failed, flaky, passed, skipped: first.results.filter(({ state }) => state === 'skipped').length };
}

const failureOf = ({ file, title, error }: TestResult): Failure => ({ name: `${file} › ${title}`, error });

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

/** What is printed last: what failed and what is flaky, each with its first error, then the counts. */
export function closingLines({ failed, flaky, passed, skipped }: Verdict): string {
  const named = (label: string, failures: Failure[]): string[] =>
    failures.flatMap(({ name, error }) => [`${label}: ${name}`, ...indented(error)]);
  const counts = [`${passed} passed`, `${failed.length} failed`];
  if (skipped > 0) counts.push(`${skipped} skipped`);
  if (flaky.length > 0) counts.push(`${flaky.length} flaky`);
  const why = flaky.length > maxFlaky ? [`More than ${maxFlaky} flaky tests: the run is red.`] : [];
  return [...named('failed', failed), ...named('flaky', flaky), ...why, counts.join(', ')].join('\n');
}

const indented = (text: string): string[] =>
  text === '' ? [] : text.split('\n').map((line) => `    ${line}`);
