import { Bash, type BashOptions, type CommandName, getCommandNames, MountableFs } from 'just-bash';
import type { ShellState } from '../../../../shared/host.ts';
import { runLimits, shellLimits } from '../../../../shared/limits.ts';
import type { ShellResult } from '../../../../shared/run.ts';
import type { RunHost } from '../../ask.ts';
import { more } from './commands/more.ts';
import { shells } from './commands/shells.ts';
import { wc } from './commands/wc.ts';
import { xargs } from './commands/xargs.ts';
import { history } from './history.ts';
import { keptOf } from './kept-state.ts';
import { withoutColour } from './no-colour.ts';
import { OutsideFs } from './outside-fs.ts';
import { withPlainErrors } from './plain-errors.ts';
import { RemoteFs } from './remote-fs.ts';

/** The job of a shell: one command, and the state that the run's previous command left. */
export interface ShellTask {
  command: string;
  stdin: string;
  state: ShellState;
}

export interface ShellAnswer extends ShellResult {
  state: ShellState;
}

/**
 * just-bash's commands that are not offered: most need databases, archives, threads or packages that are not bundled;
 * `ln` needs links, which rooms do not have.
 */
const leftOut = new Set(['ln', 'sqlite3', 'tar', 'xan', 'yq']);

/** Runs one command in bash, over the files that `host` serves. */
export async function runBash(host: RunHost, { command, stdin, state }: ShellTask): Promise<ShellAnswer> {
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
    customCommands: [...withoutColour, ...withPlainErrors, ...more, ...shells, wc, xargs, history],
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
  const bash = new Bash(options);
  const { stdout, stderr, exitCode: ended, env } = await bash.exec(command, { stdin });
  const unwritten: string[] = [];
  for (const { filesystem } of mounts) unwritten.push(...(await filesystem.flush()));
  const exitCode = unwritten.length > 0 && ended === 0 ? 1 : ended;
  const kept = keptOf(env, state.cwd);
  return {
    stdout,
    stderr: stderr + unwritten.join('') + kept.complaints,
    exitCode,
    state: { ...kept.state, status: exitCode },
  };
}
