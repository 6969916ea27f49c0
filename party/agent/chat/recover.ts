import { isToolUIPart, type UIMessage } from 'ai';
import type * as Y from 'yjs';
import { TandemError } from '../../../shared/errors.ts';
import { continuationLimits } from '../../../shared/limits.ts';
import { agentUser, type User } from '../../../shared/roles.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { metadataOf } from '../turn/messages.ts';
import { type ChatHost, isWhole, type OpenTurn } from './chat-host.ts';
import { markInterrupted, settledParts } from './interrupted-turn.ts';
import { finishEdit, type PendingEdit } from '../edits/finish-edit.ts';
import { pendingChangeSchema } from '../edits/pending-change.ts';
import { finishPath, type PendingPath } from '../edits/path-change.ts';
import { type SuspendedTurn, suspendedTurnIn } from '../turn/resume-turn.ts';
import type { ChatRoom } from '../turn/start-turn.ts';
import { damagedCall, type RecordedCall, type ToolCallJournal } from '../storage/tool-call-journal.ts';
import type { TurnUndo } from '../undo/turn-undo.ts';

interface RecoveringRoom {
  readonly doc: Y.Doc;
  clientIdFor(user: User, turn: string): Promise<number>;
  transactAs(clientId: number, change: () => void, origin: unknown): void;
}

/** The suspended turn, if it can go on from its pending question. @param callId the call that waits */
export function suspendedTurn(
  { id, message, unfinished: suspended }: OpenTurn,
  messages: readonly UIMessage[],
  callId: string | undefined,
): SuspendedTurn | undefined {
  if (!messages.some((each) => each.id === message.id)) return undefined;
  const reply = messages.find((each) => each.id === id);
  // After a kill during the replay, the reply is still in the open turn.
  return suspendedTurnIn(reply, callId) ?? suspendedTurnIn(suspended?.reply, callId);
}

interface InterruptedParts {
  host: ChatHost;
  room: RecoveringRoom & Pick<ChatRoom, 'join'>;
  turns: Pick<TurnUndo, 'close'>;
  calls: ToolCallJournal;
  approvals: Pick<Approvals, 'cancelPending'>;
}

/**
 * Finishes what an interrupted turn was writing. A message that was not yet in the transcript goes back to the front of
 * the queue.
 * @returns with what the turn goes on. When it does not, the transcript says so.
 */
export async function settleInterrupted(
  open: OpenTurn,
  { host, room, turns, calls, approvals }: InterruptedParts,
): Promise<SuspendedTurn | undefined> {
  endQuestions(open.id, { approvals, calls });
  const messages = host.messages();
  if (!messages.some(({ id }) => id === open.message.id)) {
    const others = host.state().queue.filter(({ id }) => id !== open.message.id);
    host.setState({ queue: [open.message, ...others] });
    return undefined;
  }
  const answers = await finishCalls(open.id, { room, calls });
  const salvaged = messages.find(({ id }) => id === open.id);
  if (isWhole(salvaged)) return undefined;
  const restarts = restartsOf(open, salvaged);
  const isFruitless = restarts > continuationLimits.maxFruitlessRestarts;
  const parts = settledParts(longest(salvaged, open.unfinished?.reply)?.parts ?? [], restarted, answers);
  const reply: UIMessage = { id: open.id, role: 'assistant', parts, metadata: salvaged?.metadata };
  const isTooLong = JSON.stringify(parts).length > continuationLimits.maxReplyLength;
  if (!isFruitless && !isTooLong && (await canJoin(room))) {
    const toolMs = metadataOf(salvaged)?.toolMs ?? open.unfinished?.toolMs ?? {};
    const at = metadataOf(salvaged)?.at ?? open.unfinished?.at ?? open.at;
    return { reply, at, toolMs, restarts };
  }
  const what = isFruitless ? `${restarted} again and again` : restarted;
  const others = messages.filter((message) => message !== salvaged);
  await host.keep(markInterrupted([...others, reply], open, { what, files: turns.close(open.id) }));
  return undefined;
}

const restarted = 'The server was restarted';

/** How often in a row the turn has gone on without having finished a call in between, if it goes on now. */
function restartsOf({ unfinished: before }: OpenTurn, salvaged: UIMessage | undefined): number {
  const isProgress = answeredIn(salvaged) > answeredIn(before?.reply);
  return isProgress ? 1 : (before?.restarts ?? 0) + 1;
}

const answeredIn = (reply: UIMessage | undefined): number =>
  (reply?.parts ?? []).filter((part) => isToolUIPart(part) && part.state.startsWith('output-')).length;

/** The longer reply: after a kill while it was replayed, the transcript has only its beginning. */
function longest(salvaged: UIMessage | undefined, replayed: UIMessage | undefined): UIMessage | undefined {
  const lengthOf = (reply: UIMessage | undefined): number =>
    JSON.stringify(settledParts(reply?.parts ?? [], restarted, new Map())).length;
  return lengthOf(salvaged) >= lengthOf(replayed) ? salvaged : replayed;
}

async function canJoin(room: Pick<ChatRoom, 'join'>): Promise<boolean> {
  try {
    await room.join();
    return true;
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    return false;
  }
}

/** Ends the questions that were pending at the kill: each call answers that it was not done. */
function endQuestions(
  turn: string,
  {
    approvals,
    calls,
  }: { approvals: Pick<Approvals, 'cancelPending'>; calls: Pick<ToolCallJournal, 'ended'> },
): void {
  for (const { hasRun, ...key } of approvals.cancelPending(turn))
    calls.ended(key, hasRun ? changesLost : unanswered);
}

const notDone = (message: string) => ({ error: { code: 'conflict', message } });
const unanswered = notDone('The server was restarted before anyone answered; this was not done.');
const changesLost = notDone(
  'The server was restarted before anyone allowed what the program would change: the room’s files are as they were before the run. Its output is with the runs.',
);

/**
 * Finishes what a turn was writing when its process was killed: each change is made exactly once, or reported as
 * unfinished. @returns each known call's output, by its id
 */
export async function finishCalls(
  turn: string,
  { room, calls }: { room: RecoveringRoom; calls: ToolCallJournal },
): Promise<Map<string, unknown>> {
  const outputs = new Map<string, unknown>();
  for (const call of calls.of(turn)) outputs.set(call.id, await outputOf(call, room, calls));
  return outputs;
}

async function outputOf(call: RecordedCall, room: RecoveringRoom, calls: ToolCallJournal): Promise<unknown> {
  if (call.pending === undefined) return call.output;
  const pending = pendingChangeSchema.safeParse(call.pending).data;
  if (!pending) {
    calls.ended(call, damagedCall);
    return damagedCall;
  }
  let clientId: number;
  try {
    // Joins the room first: it may have keystrokes that this coder's log has lost.
    clientId = await room.clientIdFor(agentUser, call.turn);
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    const incomplete = `The server was restarted during this, and it could not be finished: ${error.message}`;
    if (pending.kind === 'path') return { error: { code: error.code, message: incomplete } };
    return { ...pending.report, added: 0, removed: 0, diff: '', incomplete };
  }
  const write = (change: () => void): void => room.transactAs(clientId, change, { turn: call.turn });
  const output =
    pending.kind === 'path' ? finishedPath(room.doc, pending, write) : finishedEdit(room.doc, pending, write);
  // Synchronously with the change: a second kill finds either both or neither.
  calls.ended(call, output);
  return output;
}

const finishedEdit = (doc: Y.Doc, pending: PendingEdit, write: (change: () => void) => void): object => ({
  ...finishEdit(doc, pending, write),
  note: 'The server was restarted during this; the rest was made at once after it.',
});

function finishedPath(doc: Y.Doc, pending: PendingPath, write: (change: () => void) => void): object {
  try {
    return {
      ...finishPath(doc, pending, write),
      note: 'The server was restarted during this; it was done once.',
    };
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    return { error: { code: error.code, message: `The server was restarted during this. ${error.message}` } };
  }
}
