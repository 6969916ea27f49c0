import { spawn } from 'node:child_process';

/**
 * Runs one command, and ends it with everything it started when this process's stdin closes: a pipe closes however its
 * holder dies, even by SIGKILL. Must be the leader of its own process group. When the command ends by itself, its exit
 * code is passed on, and the holder ends the rest of the group.
 *
 * Usage: `node leash.ts COMMAND ARGS…`, with stdin a pipe that nothing is written to.
 */
const graceMs = 3_000;

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('leash: no command');

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
let ending = false;

// Signals to the group reach this process, too; it must be the last to exit.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdin.resume();
child.on('error', (error) => {
  console.error(`leash: ${command} cannot be started: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code) => {
  if (ending) killGroup();
  else process.exit(code ?? 1);
});

function end(): void {
  if (ending) return;
  ending = true;
  signalGroup('SIGTERM');
  setTimeout(killGroup, graceMs);
}

/** Kills the rest of the group, including this process. */
function killGroup(): void {
  signalGroup('SIGKILL');
}

function signalGroup(signal: NodeJS.Signals): void {
  process.kill(-process.pid, signal);
}
