import { TandemError } from '../../../shared/errors.ts';
import type { Effect } from '../../../shared/host.ts';
import type { ShellResult } from '../../../shared/run.ts';
import type { ToolOutput } from '../../../shared/tools.ts';
import { kindsOf, type LookedAt, describeEffect } from '../approvals/sandbox-proposals.ts';
import { cutOutput } from '../text/truncate.ts';
import { savedNote, type ToolContext } from './tool-context.ts';

/** What was tried out and allowed is what is done; a command that nobody wants to be asked about is run in the room. */
export async function bash(
  context: ToolContext,
  command: string,
  looked: LookedAt | undefined,
): Promise<ToolOutput<'bash'>> {
  const { result, effects } = await context.editor.alone(() => done(context, command, looked));
  const stdout = cutOutput(result.stdout);
  const stderr = cutOutput(result.stderr);
  const saved = effects.length === 0 ? {} : await savedNote(context);
  const notes = [stdout.note, stderr.note, saved.note].filter((note) => note !== undefined);
  return {
    stdout: stdout.text,
    stderr: stderr.text,
    exitCode: result.exitCode,
    changed: effects.map(describeEffect),
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  };
}

async function done(
  { approvals, sandbox, turn, signal }: ToolContext,
  command: string,
  looked: LookedAt | undefined,
): Promise<{ result: ShellResult; effects: Effect[] }> {
  if (!looked) return sandbox.exec(command, turn, signal);
  const { result, room, plan } = looked;
  if (plan.effects.length === 0) return { result, effects: [] };
  const { exitCode } = result;
  const ran: Effect = { kind: 'command', command: command.slice(0, 1_000), exitCode, durationMs: 0 };
  const effects = await sandbox.applyDryRun(room, { turn, effects: [ran], allowed: plan.target });
  if (effects) return { result, effects };
  // It could do something else now than what was looked at.
  if (kindsOf(plan, room).some((kind) => approvals.isRequired(kind)))
    throw new TandemError('conflict', 'The files changed in that moment; nothing was done. Try again.');
  return sandbox.exec(command, turn, signal);
}
