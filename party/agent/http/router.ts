import { TandemError } from '../../../shared/errors.ts';
import type { Turn } from '../../../shared/turn.ts';
import type { HostCalls } from '../host/host-calls.ts';
import type { CallLimits } from './call-limits.ts';
import { handleApprovals } from './approvals.ts';
import type { Chat } from '../chat/chat.ts';
import { type ChatHost, showUndone } from '../chat/chat-host.ts';
import { handleChat } from './chat.ts';
import { handleFiles } from './files.ts';
import { callPath } from './request.ts';
import type { VerifiedCaller } from './authenticate.ts';
import type { ModelChoice } from '../models/choice.ts';
import { handleModel } from './models.ts';
import type { OwnerParts } from '../owner/owner.ts';
import { handleOwner } from './owner.ts';
import type { Replica } from '../replica/replica.ts';
import type { Runs } from '../runs/runs.ts';
import { handleRuns } from './runs.ts';
import type { Sql } from '../storage/sql.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { handleTerminal } from './terminal.ts';
import type { TurnUndo } from '../undo/turn-undo.ts';
import { handleTurns, type UndoRecord } from './turns.ts';
import type { RoomBudget } from '../models/room-budget.ts';
import { handleUsage } from './usage.ts';
import type { VersionLog } from '../replica/version-log.ts';
import { handleHistory } from './versions.ts';

export interface CoderParts {
  room: Replica;
  version: () => number;
  versions: VersionLog;
  turns: TurnUndo;
  runs: Runs;
  terminal: Terminal;
  choice: ModelChoice;
  chat: Chat;
  host: ChatHost;
  hostCalls: Pick<HostCalls, 'note'>;
  limits: CallLimits;
  budget: RoomBudget;
  owner: OwnerParts;
  sql: Sql;
}

/** Handles every call below `/agents/coder/<room>/`. @throws TandemError `not_found` for an unknown call, or the call's own */
export async function route(request: Request, caller: VerifiedCaller, parts: CoderParts): Promise<Response> {
  const path = callPath(request);
  const { turns, version, host, hostCalls, limits, choice } = parts;
  await limits.begin(`${request.method} ${path}`, caller);
  const beginTurn = (): Promise<void> => limits.beginTurn(caller.address, choice.current);
  const recordUndo = (turn: Turn, { by, undo, part }: UndoRecord): Promise<void> => {
    hostCalls.note(by, [{ kind: undo ? 'undo' : 'redo', ...(part && { part }) }], { turn: turn.id });
    return showUndone(host, turn);
  };
  const answer =
    (await handleFiles(request, path, caller, parts)) ??
    (await handleHistory(request, path, caller, parts)) ??
    (await handleTurns(request, path, caller, { turns, version, recordUndo })) ??
    (await handleRuns(request, path, caller, parts.runs)) ??
    (await handleTerminal(request, path, caller, parts.terminal)) ??
    (await handleApprovals(request, path, caller, parts.chat.approvals)) ??
    (await handleOwner(request, path, caller, parts)) ??
    (await handleUsage(request, path, caller, parts.budget)) ??
    (await handleModel(request, path, caller, choice)) ??
    (await handleChat(request, path, caller, { chat: parts.chat, host, beginTurn }));
  if (!answer) throw new TandemError('not_found', 'There is no such call.');
  return answer;
}
