import type { ToolExecutionOptions } from 'ai';
import { TandemError } from '../../../shared/errors.ts';
import {
  type AskMore,
  type ProposedAction,
  withApproval,
  type ApprovalContext,
} from '../approvals/require-approval.ts';
import type { ToolName } from '../../../shared/tools.ts';
import type { EditOptions } from '../edits/editor.ts';
import type { PendingChange } from '../edits/pending-change.ts';
import { readOnlyMessage } from '../models/repair-call.ts';
import { assertNotStopped } from '../edits/not-stopped.ts';
import type { CallKind, CallOrder } from './call-order.ts';
import type { CallKey, ToolCallJournal } from '../storage/tool-call-journal.ts';

type Failure = { error: { code: string; message: string } };

export interface ToolCallContext extends ApprovalContext {
  turn: string;
  /** Whether whoever asked wants nothing changed or run. */
  readOnly: boolean;
  /** Records each call until the turn is over, so that a kill neither loses nor repeats one. */
  calls: Pick<ToolCallJournal, 'answered' | 'planned' | 'ended'>;
  /** Resolves when the call is on disk, before it asks or changes anything, or when the turn is stopped. */
  flushTranscript: (callId: string) => Promise<void>;
  order: CallOrder;
  /** Called when a call begins, so that a stop waits until its answer is in the turn's stream. */
  onBegin: (callId: string) => void;
}

/**
 * Executes a tool call once: repeating it gives the same answer, and a failure is an answer too. A call that changes
 * something waits for approval where the room wants to be asked.
 * @param proposed what the call would do, or that it only reads, or not even that
 */
export async function runToolCall<Output, Basis>(
  context: ToolCallContext,
  { toolCallId, messages }: ToolExecutionOptions<unknown>,
  proposed: ProposedAction<Basis> | 'reads' | 'apart',
  work: (
    options: EditOptions<PendingChange>,
    approved: { basis: Basis | undefined; more: AskMore },
  ) => Promise<Output>,
): Promise<Output | Failure> {
  const { calls, turn } = context;
  const key: CallKey = { turn, step: messages.length, id: toolCallId };
  const before = calls.answered(key);
  // The journal has what this very tool answered to these arguments.
  if (before) return before.output as Output;
  context.onBegin(key.id);
  const { ready, end } = context.order.begin(kindOf(proposed));
  let output: Output | Failure;
  try {
    await ready;
    const action = typeof proposed === 'string' ? undefined : proposed;
    if (action && context.readOnly) throw readOnlyProblem();
    if (action) await context.flushTranscript(key.id);
    assertNotStopped(context.signal);
    output = await withApproval(context, key, action, (basis, more) =>
      work({ onPlanned: (pending) => calls.planned(key, pending) }, { basis, more }),
    );
  } catch (error) {
    output = failureOf(error);
  } finally {
    end();
  }
  calls.ended(key, output);
  return output;
}

function kindOf(proposed: { tool: ToolName } | 'reads' | 'apart'): CallKind {
  if (typeof proposed === 'string') return proposed;
  return proposed.tool === 'fetch' ? 'apart' : 'changes';
}

export const readOnlyProblem = (): TandemError => new TandemError('forbidden', readOnlyMessage);

function failureOf(error: unknown): Failure {
  if (error instanceof TandemError) return { error: { code: error.code, message: error.message } };
  console.error('tandem: a tool of the agent failed', error);
  return { error: { code: 'internal', message: 'Something went wrong on the server.' } };
}
