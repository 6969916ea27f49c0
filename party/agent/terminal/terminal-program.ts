import { TandemError } from '../../../shared/errors.ts';
import { runLimits } from '../../../shared/limits.ts';
import type { User } from '../../../shared/roles.ts';
import { type ExecuteResult, type OutputEntry, runRequestSchema } from '../../../shared/run.ts';
import type { TerminalLine } from '../../../shared/terminal.ts';
import type { ProgramLine } from './program-line.ts';
import type { Runs } from '../runs/runs.ts';

export type ProgramRuns = Pick<Runs, 'start' | 'finished' | 'stop' | 'get'>;

type CommandResult = Pick<TerminalLine, 'state' | 'stdout' | 'stderr'> &
  Partial<Pick<TerminalLine, 'exitCode'>>;

/** The exit code of `timeout`. */
const timeoutExitCode = 124;

/**
 * Runs a file of the room as the Run button does; the command ends with the run.
 * @param whenStopped Resolves when the command is stopped.
 * @param onStart Called with the run's id.
 */
export async function runProgram(
  runs: ProgramRuns,
  { name, entry, args, env, cwd }: ProgramLine,
  by: User,
  { whenStopped, onStart }: { whenStopped: Promise<unknown>; onStart: (runId: string) => void },
): Promise<CommandResult> {
  let runId: string;
  try {
    const request = runRequestSchema.safeParse({ entry, args, env, ...(cwd !== '/work' && { cwd }) });
    if (!request.success) throw new TandemError('bad_request', tooMuch(args));
    ({ runId } = await runs.start(request.data, by));
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    return { state: 'ended', stdout: '', stderr: `${name}: ${error.message}\n`, exitCode: 1 };
  }
  onStart(runId);
  const over = runs.finished(runId);
  await Promise.race([over, whenStopped.then(() => runs.stop(runId))]);
  const result = await over;
  const { state } = runs.get(runId).run;
  const output = {
    stdout: printed(result, isOutput) + resultOf(result),
    stderr: printed(result, isError) + errorOf(result),
  };
  if (state === 'stopped') return { state, ...output, stderr: printed(result, isError) };
  const exitCode = result.success ? 0 : state === 'timeout' ? timeoutExitCode : (result.error?.exitCode ?? 1);
  return { state: 'ended', ...output, exitCode };
}

const tooMuch = ({ length }: string[]): string =>
  length > runLimits.maxArgs
    ? `A program takes at most ${runLimits.maxArgs} arguments; this line has ${length}.`
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
  // The exit code already says it.
  if (!error || error.exitCode !== undefined) return '';
  const frames = error.stack === undefined ? '' : `${error.stack.replace(/^(?=at )/gm, '    ')}\n`;
  return `${error.message}\n${frames}`;
}
