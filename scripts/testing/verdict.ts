import type { TestResult } from './results.ts';

/** One run of a suite, or of some of its files. */
export interface SuiteRun {
  results: TestResult[];
  exitCode: number;
  /** Its last lines of output. */
  tail: string;
}

export interface SuiteOutcome {
  suite: string;
  first: SuiteRun;
  /** By file: the second run of each failed one that may be flaky. */
  again: ReadonlyMap<string, SuiteRun>;
}

interface Failure {
  /** `FILE › TITLE` */
  name: string;
  error: string;
}

interface Counts {
  failed: Failure[];
  /** Failed at first, passed when their file ran once more, alone. */
  flaky: Failure[];
  passed: number;
  skipped: number;
  /** Skipped because something before them failed. */
  notRun: number;
}

export type Verdict = Counts & { isGreen: boolean };

/** More flaky tests than this are not a coincidence. */
const maxFlaky = 2;

/** The files of a run with failures that may pass when the file runs alone. */
export const failedFiles = ({ results }: SuiteRun): string[] => [
  ...new Set(results.flatMap((result) => (hasFailed(result) && result.scope !== 'run' ? [result.file] : []))),
];

/** Judges all suites together. */
export function judge(outcomes: readonly SuiteOutcome[]): Verdict {
  const counts = outcomes.map(judgeSuite).reduce(add, none());
  const { failed, flaky, passed } = counts;
  return { ...counts, isGreen: failed.length === 0 && flaky.length <= maxFlaky && passed > 0 };
}

function judgeSuite({ suite, first, again }: SuiteOutcome): Counts {
  const outside = first.results.filter(({ scope }) => scope === 'run');
  const byFile = Map.groupBy(
    first.results.filter(({ scope }) => scope !== 'run'),
    ({ file }) => file,
  );
  const counts = [...byFile]
    .map(([file, results]) => judgeFile(results, again.get(file)))
    .reduce(add, { ...none(), failed: outside.filter(hasFailed).map(failureOf) });
  const isQuiet = counts.failed.length === 0 && counts.flaky.length === 0;
  if (isQuiet && first.exitCode !== 0) {
    counts.failed.push({
      name: `${suite} › ended with ${first.exitCode} though no test failed`,
      error: first.tail,
    });
  } else if (isQuiet && counts.passed === 0) {
    counts.failed.push({ name: `${suite} › ran no test`, error: first.tail });
  }
  return counts;
}

function judgeFile(results: TestResult[], second: SuiteRun | undefined): Counts {
  const failed = results.filter(hasFailed);
  if (failed.length === 0) {
    // Tests that did not run although nothing before them failed.
    const lost = results.filter(({ state }) => state === 'not run');
    return {
      ...tally(results),
      notRun: 0,
      failed: lost.map((one) => failureOf({ ...one, error: 'It did not run.' })),
    };
  }
  if (second !== undefined && passedAlone(failed, second)) {
    const counts = tally(second.results);
    const passed = counts.passed - failed.filter(({ scope }) => scope === 'test').length;
    return { ...counts, passed, flaky: failed.map(failureOf) };
  }
  // The second time other tests may have failed: the file still failed twice.
  const all = [...failed, ...(second?.results ?? []).filter(hasFailed)].map(failureOf);
  const byName = new Map(all.map((one) => [one.name, one]));
  const fellLater = results.filter((one) => one.state === 'passed' && byName.has(failureOf(one).name)).length;
  const counts = tally(results);
  return { ...counts, passed: counts.passed - fellLater, failed: [...byName.values()] };
}

/** Whether all of a file ran and passed, including what had failed before. */
function passedAlone(failed: TestResult[], { results, exitCode }: SuiteRun): boolean {
  const passed = new Set(results.filter(({ state }) => state === 'passed').map(({ title }) => title));
  const isWhole = !results.some((result) => hasFailed(result) || result.state === 'not run');
  return (
    exitCode === 0 &&
    isWhole &&
    passed.size > 0 &&
    failed.every(({ scope, title }) => scope !== 'test' || passed.has(title))
  );
}

const hasFailed = ({ state }: TestResult): boolean => state === 'failed';

const failureOf = ({ file, title, error }: TestResult): Failure => ({
  name: file === '' ? title : `${file} › ${title}`,
  error,
});

const none = (): Counts => ({ failed: [], flaky: [], passed: 0, skipped: 0, notRun: 0 });

const add = (one: Counts, other: Counts): Counts => ({
  failed: [...one.failed, ...other.failed],
  flaky: [...one.flaky, ...other.flaky],
  passed: one.passed + other.passed,
  skipped: one.skipped + other.skipped,
  notRun: one.notRun + other.notRun,
});

function tally(results: TestResult[]): Counts {
  const number = (wanted: TestResult['state']): number =>
    results.filter(({ state }) => state === wanted).length;
  return { ...none(), passed: number('passed'), skipped: number('skipped'), notRun: number('not run') };
}

/** The final report: failed and flaky tests, each with its first error, then the counts. */
export function closingLines({ failed, flaky, passed, skipped, notRun }: Verdict): string {
  const named = (label: string, failures: Failure[]): string[] =>
    failures.flatMap(({ name, error }) => [`${label}: ${name}`, ...indented(error)]);
  const counts = [`${passed} passed`, `${failed.length} failed`];
  if (skipped > 0) counts.push(`${skipped} skipped`);
  if (notRun > 0) counts.push(`${notRun} not run`);
  if (flaky.length > 0) counts.push(`${flaky.length} flaky`);
  const why = flaky.length > maxFlaky ? [`More than ${maxFlaky} flaky tests: the run is red.`] : [];
  return [...named('failed', failed), ...named('flaky', flaky), ...why, counts.join(', ')].join('\n');
}

const indented = (text: string): string[] =>
  text === '' ? [] : text.split('\n').map((line) => `    ${line}`);
