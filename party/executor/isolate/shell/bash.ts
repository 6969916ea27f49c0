import {
  Bash,
  type BashOptions,
  type CommandName,
  type ExecOptions,
  getCommandNames,
  MountableFs,
} from 'just-bash';
import type { ShellState } from '../../../../shared/host.ts';
import { runLimits, shellLimits } from '../../../../shared/limits.ts';
import type { ShellResult } from '../../../../shared/run.ts';
import type { RunHost } from '../../ask.ts';
import type { Sink } from '../task.ts';
import { withColour } from './colour.ts';
import { more } from './commands/more.ts';
import { shells } from './commands/shells.ts';
import { wc } from './commands/wc.ts';
import { xargs } from './commands/xargs.ts';
import { history } from './history.ts';
import { keptOf } from './kept-state.ts';
import { OutsideFs } from './outside-fs.ts';
import { withPlainErrors } from './plain-errors.ts';
import { RemoteFs } from './remote-fs.ts';
import { ShownOutput } from './shown-output.ts';

/** The job of a shell: one command, and the state that the run's previous command left. */
export interface ShellTask {
  command: string;
  stdin: string;
  state: ShellState;
  /** Whether what it prints for the sink is shown in colours. */
  tty: boolean;
}

export interface ShellAnswer extends ShellResult {
  state: ShellState;
}

/**
 * just-bash's commands that are not offered: most need databases, archives, threads or packages that are not bundled;
 * `ln` needs links, which rooms do not have.
 */
const leftOut = new Set(['ln', 'sqlite3', 'tar', 'xan', 'yq']);

/**
 * Runs one command in bash, over the files that `host` serves.
 * @param sink If there is one, it gets all output, and the answer has none.
 */
export async function runBash(
  host: RunHost,
  { command, stdin, state, tty }: ShellTask,
  sink?: Sink,
): Promise<ShellAnswer> {
  const mounts = ['/work', '/tmp'].map((mountPoint) => ({
    mountPoint,
    filesystem: new RemoteFs(host, mountPoint),
  }));
  const { maxMs, maxLiveBytes, maxOutputBytes, maxStringLength, maxCommands, maxLoops } = shellLimits;
  const options: BashOptions & { lastExitCode: number } = {
    fs: new MountableFs({ base: new OutsideFs(), mounts }),
    cwd: state.cwd,
    env: { HOME: '/work', USER: 'user', ...state.env },
    commands: getCommandNames().filter((name): name is CommandName => !leftOut.has(name)),
    customCommands: [...withColour, ...withPlainErrors, ...more, ...shells, wc, xargs, history],
    // It would patch globals while a command runs. Not needed: the shell has its own isolate, which contains it.
    defenseInDepth: false,
    lastExitCode: state.status ?? 0,
    executionLimitProfile: 'hardened',
    executionLimits: {
      maxExecutionTimeMs: maxMs,
      maxLiveBytes,
      maxInputBytes: maxLiveBytes,
      maxFileSystemBytes: maxLiveBytes,
      maxArchiveBytes: maxLiveBytes,
      maxArchiveEntryBytes: maxLiveBytes,
      maxArchiveCompressedBytes: maxLiveBytes,
      maxDatabaseBytes: maxLiveBytes,
      maxDatabaseResultBytes: maxLiveBytes,
      maxStringLength,
      maxHeredocSize: runLimits.maxCommandLength,
      maxSourceBytes: runLimits.maxCommandLength,
      maxOutputSize: maxOutputBytes,
      maxCommandCount: maxCommands,
      maxLoopIterations: maxLoops,
    },
  };
  const live = sink && new ShownOutput(sink, tty);
  const bash = new Bash(options);
  const execOptions: ExecOptions & { live: ShownOutput | undefined } = { stdin, live };
  const {
    stdout,
    stderr,
    exitCode: ended,
    env,
  } = await bash.exec(command, execOptions).catch(async (error: unknown) => {
    await live?.end({ stdout: '', stderr: '' });
    throw error;
  });
  const unwritten: string[] = [];
  for (const { filesystem } of mounts) unwritten.push(...(await filesystem.flush()));
  const exitCode = unwritten.length > 0 && ended === 0 ? 1 : ended;
  const kept = keptOf(env, state.cwd);
  const result = { stdout, stderr: stderr + unwritten.join('') + kept.complaints, exitCode };
  await live?.end(result);
  return {
    ...result,
    ...(live && { stdout: '', stderr: '' }),
    state: { ...kept.state, status: exitCode },
  };
}
