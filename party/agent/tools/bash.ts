import { TandemError } from '../../../shared/errors.ts';
import type { Effect } from '../../../shared/host.ts';
import { runLimits } from '../../../shared/limits.ts';
import type { ShellResult } from '../../../shared/run.ts';
import type { ToolOutput } from '../../../shared/tools.ts';
import { kindsOf, type PlannedDryRun, describeChanges } from '../approvals/sandbox-proposals.ts';
import { truncateOutput } from '../text/truncate.ts';
import { savedNote, type ToolContext } from './tool-context.ts';

/** Applies the allowed dry run of a command, or runs the command in the room where it needs no approval. */
export async function bash(
  context: ToolContext,
  command: string,
  planned: PlannedDryRun | undefined,
): Promise<ToolOutput<'bash'>> {
  const { result, effects } = await context.editor.alone(() => execute(context, command, planned));
  const stdout = truncateOutput(result.stdout);
  const stderr = truncateOutput(result.stderr);
  const saved = effects.length === 0 ? {} : await savedNote(context);
  const leftOut = planned?.plan.leftOut ?? [];
  const notes = [stdout.note, stderr.note, ...leftOut, saved.note].filter((note) => note !== undefined);
  return {
    stdout: stdout.text,
    stderr: stderr.text,
    exitCode: result.exitCode,
    changed: describeChanges(effects),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  };
}

async function execute(
  { approvals, sandbox, turn, signal }: ToolContext,
  command: string,
  planned: PlannedDryRun | undefined,
): Promise<{ result: ShellResult; effects: Effect[] }> {
  if (!planned) return sandbox.exec(command, turn, signal);
  const { result, room, plan } = planned;
  if (plan.effects.length === 0) return { result, effects: [] };
  const { exitCode } = result;
  const ran: Effect = {
    kind: 'command',
    command: command.slice(0, runLimits.keptCommandLength),
    exitCode,
    durationMs: 0,
  };
  const effects = await sandbox.applyDryRun(room, { turn, effects: [ran], allowed: plan.target });
  if (effects) return { result, effects };
  // Run again, it could now do something else than what was allowed.
  if (kindsOf(plan, room).some((kind) => approvals.isRequired(kind)))
    throw new TandemError('conflict', 'The files changed at that moment; nothing was done. Try again.');
  return sandbox.exec(command, turn, signal);
}
