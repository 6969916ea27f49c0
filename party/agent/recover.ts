import type * as Y from 'yjs';
import { TandemError } from '../../shared/errors.ts';
import { agentUser, type User } from '../../shared/roles.ts';
import type { Approvals } from './approvals/approvals.ts';
import { finishEdit } from './edits/finish.ts';
import type { KeptCall, ToolCalls } from './tool-calls.ts';

interface RecoveringRoom {
  readonly doc: Y.Doc;
  clientIdFor(user: User, turn: string): Promise<number>;
  transactAs(clientId: number, change: () => void, origin: unknown): void;
}

/** What waited for a yes when the process was killed was neither granted nor lost: each such call says that it was not done. */
export function endQuestions(
  turn: string,
  { approvals, calls }: { approvals: Pick<Approvals, 'cut'>; calls: Pick<ToolCalls, 'ended'> },
): void {
  for (const key of approvals.cut(turn)) calls.ended(key, unanswered);
}

const unanswered = {
  error: {
    code: 'conflict',
    message: 'The server was restarted before anyone answered; this was not done.',
  },
};

/**
 * Finishes what a turn was writing when its process was killed: each edit is whole once, or told as not finished.
 * @returns what each call answers, by its id. Calls of which nothing is known are not among them.
 */
export async function finishCalls(
  turn: string,
  { room, calls }: { room: RecoveringRoom; calls: ToolCalls },
): Promise<Map<string, unknown>> {
  const outputs = new Map<string, unknown>();
  for (const call of calls.of(turn)) outputs.set(call.id, await outputOf(call, room, calls));
  return outputs;
}

async function outputOf(call: KeptCall, room: RecoveringRoom, calls: ToolCalls): Promise<unknown> {
  const { edit } = call;
  if (!edit) return call.output;
  let clientId: number;
  try {
    // Within the room, so that strokes which it has and the log lost are counted.
    clientId = await room.clientIdFor(agentUser, call.turn);
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    const incomplete = `The server was restarted during this, and it could not be finished: ${error.message}`;
    return { ...edit.report, added: 0, removed: 0, diff: '', incomplete };
  }
  const write = (change: () => void): void => room.transactAs(clientId, change, { turn: call.turn });
  const report = finishEdit(room.doc, edit, write);
  const output = {
    ...report,
    note: 'The server was restarted during this; the rest was made at once after it.',
  };
  // In the same breath as the edit: a second kill finds either both or neither.
  calls.ended(call, output);
  return output;
}
