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
  const kept = Object.entries(env).filter(([name]) => !ownVariables.has(name));
  await ask(host, {
    op: 'keepShell',
    state: { cwd: env['PWD'] ?? state.cwd, env: Object.fromEntries(kept) },
  });
  await ask(host, { op: 'command', command, exitCode, durationMs: Date.now() - startedAt });
  return { stdout, stderr, exitCode };
}
