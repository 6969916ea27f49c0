import { writeFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import * as z from 'zod/mini';

export const testResultSchema = z.object({
  /** Relative to the repository's root. */
  file: z.string(),
  title: z.string(),
  /** `not run`: skipped because something before it failed. */
  state: z.enum(['passed', 'failed', 'skipped', 'not run']),
  /** What the result is about: a test; a file, i.e. its loading or a hook; the run as a whole. */
  scope: z.enum(['test', 'file', 'run']),
  /** If it failed: a few lines of its first error. */
  error: z.string(),
});
export type TestResult = z.infer<typeof testResultSchema>;

export const failure = (
  scope: TestResult['scope'],
  file: string,
  title: string,
  error: unknown,
): TestResult => ({
  file: fromRoot(file),
  title,
  state: 'failed',
  scope,
  error: describeError(error),
});

/** Writes a runner's results for the gate, to the file that the environment variable names, if any. */
export function writeResults(results: readonly TestResult[]): void {
  const path = process.env['TANDEM_REPORT'];
  if (path !== undefined) writeFileSync(path, JSON.stringify(results));
}

export const fromRoot = (path: string): string => (isAbsolute(path) ? relative(process.cwd(), path) : path);

/** A description of whatever was thrown. */
function describeError(error: unknown): string {
  const { stack, message, value } = (typeof error === 'object' && error !== null ? error : {}) as Record<
    string,
    unknown
  >;
  const text = [stack, message, value, error].find((one) => typeof one === 'string' && one.trim() !== '');
  const named = typeof message === 'string' && typeof text === 'string' && !text.includes(message);
  return firstLines(
    typeof text === 'string' ? (named ? `${message}\n${text}` : text) : inspect(error, { depth: 1 }),
  );
}

const maxErrorLines = 12;

/** The start of an error, which says what is wrong, without colours, empty lines and foreign stack frames. */
export function firstLines(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at .*(node_modules|node:internal|<anonymous>)/.test(line));
  return lines.slice(0, maxErrorLines).join('\n');
}
