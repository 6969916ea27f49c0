import * as z from 'zod/mini';
import { type ShellState, shellStateSchema } from '../../shared/host.ts';
import { runLimits, shellLimits } from '../../shared/limits.ts';
import type { ShellResult, ShownAs } from '../../shared/run.ts';
import { ask, HostError, type RunHost } from './ask.ts';
import { Forwarder } from './forwarder.ts';
import { shorten } from './isolate/output.ts';
import type { ShellTask } from './isolate/shell/bash.ts';
import { shownLimits } from './isolate/shell/shown-limits.ts';
import type { Sink } from './isolate/task.ts';
import { messageOf } from './untrusted.ts';

/** A fresh isolate with a shell in it. Its answer is untrusted. */
export interface ShellIsolate {
  exec(task: ShellTask, sink?: Sink): Promise<unknown>;
}

interface ExecOptions extends Partial<ShownAs> {
  stdin?: string | undefined;
}

/** How much is shown of a message that a shell throws. */
const maxReasonBytes = 1_024;

const answerSchema = z.object({
  stdout: z.string(),
  stderr: z.string(),
  exitCode: z.int().check(z.gte(0), z.lte(255)),
  state: shellStateSchema,
});

/**
 * Runs one command in a run's shell: bash over the room's files, with the directory and variables that the run's
 * previous command left. The shell has no network and starts no programs.
 * @param load creates a fresh isolate for the command
 * @throws HostError when the run is over
 */
export async function execInShell(
  host: RunHost,
  load: () => ShellIsolate,
  command: string,
  { stdin = '', onEntries, tty = false }: ExecOptions = {},
): Promise<ShellResult> {
  if (typeof command !== 'string' || typeof stdin !== 'string')
    throw new TypeError('The command must be a string.');
  if (command.length + stdin.length > runLimits.maxCommandLength) {
    return failed(`the command is longer than ${runLimits.maxCommandLength} characters`);
  }
  const startedAt = Date.now();
  const begun = await begin(host);
  if ('exitCode' in begun) return begun;
  const output = onEntries && new Forwarder(onEntries, startedAt, shownLimits);
  const task = { command, stdin, state: begun, tty };
  const { stdout, stderr, exitCode, state: left } = await answerOf(load(), task, output);
  await output?.close();
  if (left) await ask(host, { op: 'keepShell', state: left });
  await ask(host, { op: 'command', command, exitCode, durationMs: Date.now() - startedAt });
  return { stdout, stderr, exitCode };
}

/** The state of the run's shell, or why another command cannot begin now. @throws HostError when the run is over */
async function begin(host: RunHost): Promise<ShellState | ShellResult> {
  try {
    return await ask(host, { op: 'shell' });
  } catch (error) {
    if (error instanceof HostError && error.code === 'EAGAIN') return failed(error.message);
    throw error;
  }
}

/** The shell's answer, validated and truncated again: the shell has processed untrusted input. */
async function answerOf(
  shell: ShellIsolate,
  task: ShellTask,
  output: Forwarder | undefined,
): Promise<ShellResult & Partial<Pick<ShellTask, 'state'>>> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  // The shell ends itself at `maxMs` and reports it; this is for one that does not.
  const timer = setTimeout(resolve, shellLimits.maxMs + shellLimits.graceMs);
  try {
    const answer = output
      ? Promise.race([shell.exec(task, (entries) => output.forward(entries)), output.gone.then(() => unread)])
      : shell.exec(task);
    const raw = await Promise.race([answer, late]);
    if (raw === unread) return failed('nobody takes its output any more');
    if (raw === undefined) return failed(`the command did not end within ${shellLimits.maxMs / 1000} s`);
    const parsed = answerSchema.safeParse(raw);
    if (!parsed.success) return failed('the shell’s answer could not be read');
    const { stdout, stderr, ...rest } = parsed.data;
    return {
      stdout: shorten(stdout, shellLimits.maxOutputBytes),
      stderr: shorten(stderr, shellLimits.maxOutputBytes),
      ...rest,
    };
  } catch (error) {
    return failed(`the shell stopped: ${messageOf(error, maxReasonBytes)}`);
  } finally {
    clearTimeout(timer);
  }
}

const unread = Symbol('unread');

const failed = (reason: string): ShellResult => ({ stdout: '', stderr: `bash: ${reason}\n`, exitCode: 126 });
