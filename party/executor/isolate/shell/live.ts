/**
 * Output that appears while a command runs. just-bash returns what a command prints when it ends; here each command of the
 * script gives it away as soon as it is over, and returns the rest: nothing is there twice, and what is not given away
 * comes with the result.
 */
export interface Live {
  /** Whether it is shown on a terminal, in colours. */
  readonly tty: boolean;
  /** How many parts of the script now running have their output kept from the terminal: `$(…)`, `… |`, `… > FILE`. */
  captures: number;
  /** Of these, those that keep stdout from it; the others take stderr only. */
  stdoutCaptures: number;
  /** How many scripts of `bash` and `sh` are running, one in another: what people type is in none. */
  scripts: number;
  /** `isBytes`: each character of the text stands for a byte. */
  write: (stream: 'stdout' | 'stderr', text: string, isBytes: boolean) => void;
}

/** just-bash's account of one command line, which all its shells share. */
interface Scope {
  live?: Live | undefined;
  appendOutput(stream: 'stdout' | 'stderr', text: string, site: string): number;
}

interface Output {
  stdout: string;
  stderr: string;
  internalOutputAccounting?: { stdout: number; stderr: number };
}

export interface LiveContext {
  executionScope: Scope;
}

interface Redirection {
  operator: string;
  fd?: number | null;
  fdVariable?: string | null;
}

const liveOf = ({ live }: Scope): Live | undefined => (live?.captures === 0 ? live : undefined);

/** Gives a text away, if it is for the terminal. @returns whether it is gone */
export function show(scope: Scope, stream: 'stdout' | 'stderr', text: string, isBytes = false): boolean {
  const live = liveOf(scope);
  live?.write(stream, text, isBytes);
  return live !== undefined;
}

/** Runs something whose output has another purpose than to be shown. */
export async function captured<T>({ live }: Scope, run: () => Promise<T>, isOfStdout = true): Promise<T> {
  if (live === undefined) return await run();
  const stdout = isOfStdout ? 1 : 0;
  live.captures += 1;
  live.stdoutCaptures += stdout;
  try {
    return await run();
  } finally {
    live.captures -= 1;
    live.stdoutCaptures -= stdout;
  }
}

/** Runs a script that shares the terminal. */
export async function inScript<T>({ live }: Scope, run: () => Promise<T>): Promise<T> {
  if (live === undefined) return await run();
  live.scripts += 1;
  try {
    return await run();
  } finally {
    live.scripts -= 1;
  }
}

/** Whether a redirection changes where stdout or stderr go. */
const isOfOutput = ({ operator, fd, fdVariable }: Redirection): boolean =>
  !['<', '<<', '<<-', '<<<'].includes(operator) && (fd ?? 0) < 3 && !fdVariable;

/** Runs a command with its redirections, which just-bash applies to its output once it is over. */
export async function redirected<T>(
  { executionScope }: LiveContext,
  redirections: readonly Redirection[],
  run: () => Promise<T>,
): Promise<T> {
  const ofOutput = redirections.filter(isOfOutput);
  if (ofOutput.length === 0) return await run();
  const isOfStdout = ofOutput.some(({ operator, fd }) => fd !== 2 || operator.startsWith('&'));
  return await captured(executionScope, run, isOfStdout);
}

/**
 * Runs a substitution. Its errors appear before what the command prints whose words it is part of.
 * @throws what it throws
 */
export async function substituted<T extends Output>(
  { executionScope }: LiveContext,
  run: () => Promise<T>,
): Promise<T> {
  const withoutErrors = (output: Output): void => {
    if (output.stderr === '' || !show(executionScope, 'stderr', output.stderr)) return;
    output.stderr = '';
    if (output.internalOutputAccounting) output.internalOutputAccounting.stderr = 0;
  };
  try {
    const result = await captured(executionScope, run);
    withoutErrors(result);
    return result;
  } catch (error) {
    if (isExit(error)) withoutErrors(error);
    throw error;
  }
}

const isExit = (error: unknown): error is Error & Output =>
  error instanceof Error && error.name === 'ExitError';

/**
 * Shows what `set -x` says of a command before it runs.
 * @param route sends output where `exec` has redirected the shell's.
 * @returns what is to be printed with the command instead
 */
export async function traced<C extends LiveContext>(
  context: C,
  trace: string,
  route: (context: C, output: Output & { exitCode: number }, redirections: []) => Promise<Output>,
): Promise<string> {
  const { executionScope } = context;
  if (trace === '' || !liveOf(executionScope)) return trace;
  const { stdout, stderr } = await route(context, { stdout: '', stderr: trace, exitCode: 0 }, []);
  executionScope.appendOutput('stderr', stdout + stderr, 'trace');
  if (stdout !== '') show(executionScope, 'stdout', stdout);
  if (stderr !== '') show(executionScope, 'stderr', stderr);
  return '';
}

/** What is left of a script's output, after it has been shown as far as it can be. */
export function withoutShown<T extends Output>({ executionScope }: LiveContext, result: T): T {
  const stdout = result.stdout !== '' && show(executionScope, 'stdout', result.stdout) ? '' : result.stdout;
  const stderr = result.stderr !== '' && show(executionScope, 'stderr', result.stderr) ? '' : result.stderr;
  return { ...result, stdout, stderr };
}

/** What a command may know of the terminal. */
export interface TerminalInfo {
  /** Its stdout is the terminal. */
  isOutput: boolean;
  /** Someone typed the command at the prompt: it is not part of a script. */
  isTyped: boolean;
  /** What it prints is to have colours; set by the command itself. */
  isColoured: boolean;
}

export function terminalOf({ executionScope, state }: LiveContext & Descriptors): TerminalInfo {
  const { live } = executionScope;
  const isOutput = live?.tty === true && live.stdoutCaptures === 0 && state.fileDescriptors?.has(1) !== true;
  return { isOutput, isTyped: live?.scripts === 0, isColoured: false };
}

interface Descriptors {
  /** What `exec` has redirected. */
  state: { fileDescriptors?: ReadonlyMap<number, unknown> };
}
