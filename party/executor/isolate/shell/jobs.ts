import { type Command, type Statement, statement } from './ast.ts';
import { type LiveContext, substituted, withoutShown } from './live.ts';

interface Result {
  stdout: string;
  stderr: string;
  exitCode: number;
  env?: Record<string, string>;
}

interface State {
  env: Map<string, string>;
  inCondition: boolean;
  lastExitCode: number;
  lastBackgroundPid: number;
  nextVirtualPid: number;
  bashPid: number;
  virtualPid: number;
  callDepth: number;
  options: { errexit: boolean };
  /** Ours: the exit codes of background commands, and the commands of traps. */
  jobs?: Map<number, number>;
  traps?: Map<string, string>;
}

interface Context extends LiveContext {
  state: State;
}

/** What we use of just-bash's interpreter. */
interface Interpreter {
  ctx: Context;
  executeStatement(node: Statement): Promise<Result>;
  executeScript(script: unknown): Promise<Result>;
}

const done = (exitCode = 0, stdout = '', stderr = ''): Result => ({ stdout, stderr, exitCode });

/** Runs a command with `&`: at once and to its end, since there is one thread. `wait` has its exit code. */
export async function inBackground(interpreter: Interpreter, node: Statement): Promise<Result> {
  const { state } = interpreter.ctx;
  const subshell: Command = { type: 'Subshell', body: [{ ...node, background: false }], redirections: [] };
  const { inCondition } = state;
  const pid = state.nextVirtualPid;
  state.inCondition = true;
  try {
    const result = await interpreter.executeStatement(statement(subshell));
    state.lastBackgroundPid = pid;
    (state.jobs ??= new Map()).set(pid, result.exitCode);
    state.lastExitCode = 0;
    state.env.set('?', '0');
    return { ...result, exitCode: 0 };
  } finally {
    state.inCondition = inCondition;
  }
}

/** `wait`: everything has ended; the exit code is that of the last job named. */
export function wait({ state }: Context, args: readonly string[]): Result {
  let exitCode = 0;
  for (const arg of args) {
    if (arg.startsWith('-')) return done(2, '', `bash: wait: ${arg}: not supported here\n`);
    const job = state.jobs?.get(Number(arg));
    if (job === undefined) return done(127, '', `bash: wait: pid ${arg} is not a child of this shell\n`);
    exitCode = job;
  }
  return done(exitCode);
}

const neverComes = new Set(
  'ABRT ALRM CHLD CONT HUP INT KILL PIPE QUIT STOP TERM TSTP TTIN TTOU USR1 USR2 WINCH'.split(' '),
);
const numbers: Record<string, string> = { 0: 'EXIT', 1: 'HUP', 2: 'INT', 3: 'QUIT', 9: 'KILL', 15: 'TERM' };

/** `trap`, of which `EXIT` and `ERR` are run; no signal ever comes. */
export function trap({ state }: Context, args: readonly string[]): Result {
  const traps = (state.traps ??= new Map());
  const isListing = args[0] === '-p' || args.length === 0;
  const rest = args[0] === '--' || args[0] === '-p' ? args.slice(1) : args;
  const [action = '', ...given] = isListing || rest.length === 1 ? ['-', ...rest] : rest;
  const names = given.map((name) => numbers[name] ?? name.toUpperCase().replace(/^SIG/, ''));
  if (isListing) {
    const shown = [...traps].filter(([name]) => names.length === 0 || names.includes(name));
    return done(
      0,
      shown.map(([name, command]) => `trap -- '${command.replaceAll("'", "'\\''")}' ${name}\n`).join(''),
    );
  }
  for (const [at, name] of names.entries()) {
    if (name === 'DEBUG' || name === 'RETURN')
      return done(1, '', `bash: trap: ${name} is not supported here\n`);
    if (name === 'EXIT' && state.bashPid !== state.virtualPid)
      return done(1, '', 'bash: trap: EXIT is not supported here in a subshell\n');
    if (name !== 'EXIT' && name !== 'ERR' && !neverComes.has(name))
      return done(1, '', `bash: trap: ${given[at]}: invalid signal specification\n`);
    if (action === '-') traps.delete(name);
    else traps.set(name, action);
  }
  return done();
}

/** Runs the trap of a command that has failed. A function does not inherit it. */
export async function trapError(
  interpreter: Interpreter,
  parse: (text: string) => unknown,
  exitCode: number,
): Promise<Result> {
  const { state } = interpreter.ctx;
  const command = state.traps?.get('ERR');
  if (command === undefined || command === '' || state.callDepth > 0) return done();
  state.traps?.delete('ERR');
  try {
    return await interpreter.executeScript(parse(command));
  } finally {
    state.traps?.set('ERR', command);
    state.lastExitCode = exitCode;
    state.env.set('?', `${exitCode}`);
  }
}

interface Exit extends Error {
  name: 'ExitError';
  stdout: string;
  stderr: string;
  exitCode: number;
}

const isExit = (error: unknown): error is Exit => error instanceof Error && error.name === 'ExitError';

/** Runs a shell's script, and what it trapped for its end. */
export async function withExitTrap(
  interpreter: Interpreter,
  script: unknown,
  parse: (text: string) => unknown,
): Promise<Result> {
  const { state } = interpreter.ctx;
  state.traps = new Map();
  const run = async (each: unknown): Promise<{ result: Result; thrown?: unknown }> => {
    try {
      return { result: await interpreter.executeScript(each) };
    } catch (error) {
      if (!isExit(error)) throw error;
      return { result: error, thrown: error };
    }
  };
  const { result: ended, thrown } = await run(script);
  const command = state.traps.get('EXIT');
  if (command === undefined || command === '') {
    if (thrown !== undefined) throw thrown;
    return ended;
  }
  const result = withoutShown(interpreter.ctx, ended);
  state.traps.clear();
  state.options.errexit = false;
  state.lastExitCode = result.exitCode;
  state.env.set('?', `${result.exitCode}`);
  const last = await run(parse(command));
  return {
    env: Object.fromEntries(state.env),
    stdout: result.stdout + last.result.stdout,
    stderr: result.stderr + last.result.stderr,
    exitCode: last.thrown === undefined ? result.exitCode : last.result.exitCode,
  };
}

/** Command substitutions do not inherit `set -e`, and leave the shell's options as they were. */
export async function inSubstitution(context: Context, run: () => Promise<Result>): Promise<Result> {
  const { state } = context;
  const { options } = state;
  state.options = { ...options, errexit: false };
  try {
    return await substituted(context, run);
  } finally {
    state.options = options;
  }
}
