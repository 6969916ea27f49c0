import type { ShellState } from '../../shared/host.ts';
import { runLimits, shellLimits } from '../../shared/limits.ts';
import type { ShellResult } from '../../shared/run.ts';
import { ask, type RunHost } from './host.ts';
import { RemoteFs } from './remote-fs.ts';

/** Variables that belong to a shell's own working and are made anew by each. */
const ownVariables = new Set(['?', 'BASHOPTS', 'SHELLOPTS', 'PWD', 'OPTIND', 'IFS']);

/**
 * Runs one command in a run's shell: bash over the room's files, which the host keeps; directory and variables are
 * those that the run's last command left. The shell has no network and starts no program.
 * @throws HostError when the run is over
 */
export async function execInShell(host: RunHost, command: string, stdin = ''): Promise<ShellResult> {
  if (typeof command !== 'string' || typeof stdin !== 'string') throw new TypeError('A command is a string.');
  if (command.length + stdin.length > runLimits.maxCommandBytes) {
    const stderr = `bash: the command is longer than ${runLimits.maxCommandBytes / 1024} KiB\n`;
    return { stdout: '', stderr, exitCode: 126 };
  }
  const startedAt = Date.now();
  const state = await ask(host, { op: 'shell' });
  // A megabyte of code, which few runs need.
  const { Bash, InMemoryFs, MountableFs } = await import('just-bash/browser');
  const mounts = ['/work', '/tmp'].map((mountPoint) => ({
    mountPoint,
    filesystem: new RemoteFs(host, mountPoint),
  }));
  const { maxMs, maxLiveBytes, maxOutputBytes, maxStringBytes, maxCommands, maxLoops } = shellLimits;
  const bash = new Bash({
    fs: new MountableFs({ base: new InMemoryFs(), mounts }),
    cwd: state.cwd,
    env: { HOME: '/work', USER: 'user', ...state.env },
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
      maxStringLength: maxStringBytes,
      maxHeredocSize: runLimits.maxCommandBytes,
      maxSourceBytes: runLimits.maxCommandBytes,
      maxOutputSize: maxOutputBytes,
      maxCommandCount: maxCommands,
      maxLoopIterations: maxLoops,
    },
  });
  const { stdout, stderr, exitCode, env } = await bash.exec(command, { stdin });
  const kept = keptOf(env, state.cwd);
  await ask(host, { op: 'keepShell', state: kept.state });
  await ask(host, { op: 'command', command, exitCode, durationMs: Date.now() - startedAt });
  return { stdout, stderr: stderr + kept.complaints, exitCode };
}

/** What the next command finds, as far as it can be kept, and a line for each thing that cannot. */
function keptOf(env: Record<string, string>, cwd: string): { state: ShellState; complaints: string } {
  const { maxNameLength, maxDirectoryLength, maxValueLength, maxVariables, maxStateLength } = shellLimits;
  const kept: [name: string, value: string][] = [];
  const dropped: string[] = [];
  let length = 0;
  for (const [name, value] of Object.entries(env)) {
    if (ownVariables.has(name)) continue;
    const fits =
      name.length <= maxNameLength &&
      value.length <= maxValueLength &&
      length + name.length + value.length <= maxStateLength &&
      kept.length < maxVariables;
    if (!fits) {
      dropped.push(name.slice(0, 40));
      continue;
    }
    length += name.length + value.length;
    kept.push([name, value]);
  }
  const complaints: string[] = [];
  if (dropped.length > 0) {
    const names =
      dropped.slice(0, 5).join(', ') + (dropped.length > 5 ? ` and ${dropped.length - 5} more` : '');
    complaints.push(
      `bash: ${names}: not kept for the next command: a variable can have ${maxValueLength / 1024} KiB, all ${maxVariables} together ${maxStateLength / 1024} KiB\n`,
    );
  }
  const there = env['PWD'] ?? cwd;
  const isKept = there.length <= maxDirectoryLength;
  if (!isKept)
    complaints.push(`bash: the next command begins in ${cwd}: this directory's name is too long\n`);
  return {
    state: { cwd: isKept ? there : cwd, env: Object.fromEntries(kept) },
    complaints: complaints.join(''),
  };
}
