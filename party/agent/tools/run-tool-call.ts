import type { ToolExecutionOptions } from 'ai';
import { TandemError } from '../../../shared/errors.ts';
import {
  type AskMore,
  type ProposedAction,
  withApproval,
  type ApprovalContext,
} from '../approvals/require-approval.ts';
import type { EditOptions } from '../edits/editor.ts';
import type { PendingChange } from '../edits/pending-change.ts';
import { assertNotStopped } from '../edits/not-stopped.ts';
import type { CallKey, ToolCallJournal } from '../storage/tool-call-journal.ts';

type Failure = { error: { code: string; message: string } };

export interface ToolCallContext extends ApprovalContext {
  turn: string;
  /** Where each call is kept until the turn is over, so that a kill neither loses nor repeats one. */
  calls: Pick<ToolCallJournal, 'answered' | 'planned' | 'ended'>;
  /** Resolves when the call is on disk, or the turn is stopped: a kill finds it beside its question, and what it did. */
  kept: (callId: string) => Promise<void>;
  /** Called as a call begins, so that a stop waits until its answer is in the turn's stream. */
  onBegin: (callId: string) => void;
}

/**
 * Makes a call once: asked for again, it gives the same answer, and whatever goes wrong is an answer too. A call that
 * does something waits for approval where the room wants to be asked.
 * @param statement what the call would do, or that it only reads
 */
export async function runToolCall<Output, Basis>(
  context: ToolCallContext,
  { toolCallId, messages }: ToolExecutionOptions<unknown>,
  statement: ProposedAction<Basis> | 'read-only',
  work: (
    options: EditOptions<PendingChange>,
    approved: { basis: Basis | undefined; more: AskMore },
  ) => Promise<Output>,
): Promise<Output | Failure> {
  const { calls, turn } = context;
  const key: CallKey = { turn, step: messages.length, id: toolCallId };
  const before = calls.answered(key);
  // What was kept is what this tool answered to these arguments.
  if (before) return before.output as Output;
  context.onBegin(key.id);
  let output: Output | Failure;
  try {
    const action = statement === 'read-only' ? undefined : statement;
    if (action) await context.kept(key.id);
    assertNotStopped(context.signal);
    output = await withApproval(context, key, action, (basis, more) =>
      work({ onPlanned: (pending) => calls.planned(key, pending) }, { basis, more }),
    );
  } catch (error) {
    output = failureOf(error);
  }
  calls.ended(key, output);
  return output;
}

function failureOf(error: unknown): Failure {
  if (error instanceof TandemError) return { error: { code: error.code, message: error.message } };
  console.error('tandem: a tool of the agent failed', error);
  return { error: { code: 'internal', message: 'Something went wrong on the server.' } };
}
