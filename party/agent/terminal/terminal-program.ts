import { TandemError } from '../../../shared/errors.ts';
import { runLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import { type ExecuteResult, type OutputEntry, runRequestSchema } from '../../../shared/run.ts';
import type { TerminalLine } from '../../../shared/terminal.ts';
import type { ProgramLine } from './program-line.ts';
import type { Runs } from '../runs/runs.ts';

export type ProgramRuns = Pick<Runs, 'start' | 'finished' | 'stop' | 'get'>;

type Ending = Pick<TerminalLine, 'state' | 'stdout' | 'stderr'> & Partial<Pick<TerminalLine, 'exitCode'>>;

/** As `timeout` has it. */
const timeoutExitCode = 124;

/**
 * Runs a file of the room as Run does, to its end, which is the command's.
 * @param cut Settles when the command is stopped.
 * @param onStart Told which run it is.
 */
export async function runProgram(
  runs: ProgramRuns,
  { name, entry, args, env, cwd }: ProgramLine,
  by: User,
  { cut, onStart }: { cut: Promise<unknown>; onStart: (runId: string) => void },
): Promise<Ending> {
  let runId: string;
  try {
    const asked = runRequestSchema.safeParse({ entry, args, env, ...(cwd !== '/work' && { cwd }) });
    if (!asked.success) throw new TandemError('bad_request', tooMuch(args));
    ({ runId } = await runs.start(asked.data, by));
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    return { state: 'ended', stdout: '', stderr: `${name}: ${error.message}\n`, exitCode: 1 };
  }
  onStart(runId);
  const over = runs.finished(runId);
  await Promise.race([over, cut.then(() => runs.stop(runId))]);
  const result = await over;
  const { state } = runs.get(runId).run;
  const said = {
    stdout: printed(result, isOutput) + resultOf(result),
    stderr: printed(result, isError) + errorOf(result),
  };
  if (state === 'stopped') return { state, ...said, stderr: printed(result, isError) };
  const exitCode = result.success ? 0 : state === 'timeout' ? timeoutExitCode : (result.error?.exitCode ?? 1);
  return { state: 'ended', ...said, exitCode };
}

const tooMuch = ({ length }: string[]): string =>
  length > runLimits.maxArgs
    ? `A program takes at most ${runLimits.maxArgs} arguments, and these are ${length}.`
    : 'The arguments and environment values are too many or too long.';

const errorLevels = new Set(['warn', 'error', 'system']);
const isError = ({ level }: OutputEntry): boolean => errorLevels.has(level);
const isOutput = (entry: OutputEntry): boolean => !isError(entry);

const printed = ({ logs }: ExecuteResult, which: (entry: OutputEntry) => boolean): string =>
  logs
    .filter(which)
    .map(({ text }) => `${text}\n`)
    .join('');

const resultOf = ({ resultText }: ExecuteResult): string => (resultText === '' ? '' : `${resultText}\n`);

function errorOf({ error }: ExecuteResult): string {
  // Its exit code says it.
  if (!error || error.exitCode !== undefined) return '';
  const frames = error.stack === undefined ? '' : `${error.stack.replace(/^(?=at )/gm, '    ')}\n`;
  return `${error.message}\n${frames}`;
}
