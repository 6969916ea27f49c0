import type * as Y from 'yjs';
import {
  type Approval,
  approvalSchema,
  asksBefore,
  type AskKind,
  type Decision,
  setAsksBefore,
} from '../../../shared/approvals.ts';
import type { CoderEvent } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { newUlid } from '../../../shared/ids.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { Mutex } from '../../../shared/mutex.ts';
import type { User } from '../../../shared/roles.ts';
import { after } from '../../../shared/timers.ts';
import { readRow, readRows } from '../storage/read-rows.ts';
import type { Sql, SqlValue } from '../storage/sql.ts';
import type { CallKey } from '../storage/tool-call-journal.ts';

/** A question for people: may exactly this call do exactly what `hash` stands for? */
export interface Question extends Pick<Approval, 'tool' | 'kind' | 'path' | 'request' | 'diff' | 'note'> {
  key: CallKey;
  hash: string;
}

interface ApprovalRoom {
  readonly doc: Y.Doc;
  clientIdFor(user: User): Promise<number>;
  transactAs(clientId: number, write: () => void, origin: unknown): void;
}

export interface ApprovalParts {
  sql: Sql;
  room: ApprovalRoom;
  /** Sends each approval to the pages, when it is requested and when it is settled. */
  emit: (event: ApprovalEvent) => void;
  /** Called with the number of pending approvals. */
  onPending: (count: number) => void;
  /** The configured time in seconds until a question expires; the default applies to anything invalid. */
  waitSeconds?: string | undefined;
}

type ApprovalEvent = Extract<CoderEvent, { type: 'approval' }>;
type Outcome = Pick<Approval, 'state' | 'by' | 'always' | 'reason'>;

/**
 * The agent's questions, in SQLite. Invariants: a question is settled once; an approval is used once, for the call,
 * the arguments and the text that it was granted for; a question that no live turn waits for is never `pending`. Who
 * may decide is checked in http/approvals.ts.
 */
export class Approvals {
  readonly #parts: ApprovalParts;
  readonly #waiting = new Map<string, (approval: Approval) => void>();
  /** Question ids by call id, of questions that outlived a kill and whose calls have not asked again yet. */
  readonly #pendingByCall = new Map<string, string>();
  /** One question at a time, so that each shows the room after everything allowed before it is done. */
  readonly questions = new Mutex();

  constructor(parts: ApprovalParts) {
    this.#parts = parts;
  }

  /** Whether the room wants to be asked. @param host the host of a fetch */
  isRequired(kind: AskKind, host?: string): boolean {
    return asksBefore(this.#parts.room.doc, kind, host);
  }

  /**
   * Asks the people in the room; resolves when the question is settled: answered, expired, or stopped by `signal`.
   * A question from before a kill is not asked twice: its answer counts, and its time keeps running.
   */
  async ask(question: Question, signal: AbortSignal): Promise<Approval> {
    const kept = this.#askedBefore(question);
    if (kept && kept.state !== 'pending') return kept;
    const approval = kept ?? this.#draft(question);
    const { id, until } = approval;
    const { promise, resolve } = Promise.withResolvers<Approval>();
    this.#waiting.set(id, resolve);
    if (!kept) this.#put(approval, question);
    const cancel = after(Math.max(0, until - Date.now()), () => this.#settle(id, { state: 'expired' }));
    const onStop = (): void => void this.#settle(id, { state: 'stopped' });
    signal.addEventListener('abort', onStop);
    if (signal.aborted) onStop();
    try {
      return await promise;
    } finally {
      cancel();
      signal.removeEventListener('abort', onStop);
    }
  }

  /** The question that this call asked before a kill, if it still asks the same; otherwise that one is ended. */
  #askedBefore({ key, hash }: Question): Approval | undefined {
    const id = this.#pendingByCall.get(key.id);
    this.#pendingByCall.delete(key.id);
    const [row] = this.#parts.sql.all(
      'SELECT approval FROM approvals WHERE id = ? AND hash = ?',
      id ?? '',
      hash,
    );
    if (row) return approvalIn(row);
    if (id !== undefined) this.#settle(id, { state: 'cut' });
    return undefined;
  }

  #draft(question: Question): Approval {
    const { key, hash: _, ...shown } = question;
    const at = Date.now();
    return {
      id: newUlid(),
      turn: key.turn,
      callId: key.id,
      ...shown,
      at,
      until: at + waitFrom(this.#parts.waitSeconds),
      state: 'pending',
    };
  }

  #put(approval: Approval, { key, hash }: Question): void {
    const { sql } = this.#parts;
    sql.all(
      'INSERT INTO approvals (id, turn, step, call, hash, state, approval) VALUES (?, ?, ?, ?, ?, ?, ?)',
      approval.id,
      key.turn,
      key.step,
      key.id,
      hash,
      approval.state,
      JSON.stringify(approval),
    );
    sql.all(
      "DELETE FROM approvals WHERE state <> 'pending' AND seq <= (SELECT MAX(seq) FROM approvals) - ?",
      agentLimits.keptApprovals,
    );
    this.#broadcast(approval);
  }

  /** Uses up an approval for what `hash` stands for. @returns false when it was for something else, or is used already */
  consume(id: string, hash: string): boolean {
    const used = this.#parts.sql.all(
      "UPDATE approvals SET state = 'used' WHERE id = ? AND hash = ? AND state = 'allowed' RETURNING id",
      id,
      hash,
    );
    return used.length === 1;
  }

  /** Settles a question as a person decided. @throws TandemError `not_found`, `conflict` when it is settled already */
  async decide(id: string, { decision, reason }: Decision, by: User): Promise<Approval> {
    const approval = this.#open(id);
    const always = decision === 'always';
    if (always) {
      const { room } = this.#parts;
      const clientId = await room.clientIdFor(by);
      this.#open(id);
      room.transactAs(clientId, () => setAsksBefore(room.doc, approval.kind, false, approval.path), 'http');
    }
    const settled = this.#settle(
      id,
      decision === 'deny'
        ? { state: 'denied', by, ...(reason ? { reason } : {}) }
        : { state: 'allowed', by, ...(always ? { always } : {}) },
    );
    if (!settled) throw new TandemError('conflict', 'This was settled already.');
    return settled;
  }

  /** Pending and recently settled approvals, newest last. */
  list(): Approval[] {
    const rows = this.#parts.sql.all(
      'SELECT approval FROM approvals ORDER BY seq DESC LIMIT ?',
      agentLimits.listedApprovals,
    );
    return readRows('approvals', rows, approvalIn).reverse();
  }

  /** Events for a page that just connected. */
  newest(): ApprovalEvent[] {
    return this.list().map((approval) => ({ type: 'approval', approval }));
  }

  /** After a restart: the call of the turn whose question is still pending; it may ask again. */
  resumePending(turn: string): string | undefined {
    const [row] = this.#parts.sql.all(
      "SELECT id, call, approval FROM approvals WHERE turn = ? AND state = 'pending' ORDER BY seq DESC LIMIT 1",
      turn,
    );
    // A run's changed copy was lost with the process, and the run is not repeated without asking.
    const approval = readRow('approvals', row, approvalIn);
    if (!row || !approval || isAfterRun(approval)) return undefined;
    const call = String(row['call']);
    this.#pendingByCall.set(call, String(row['id']));
    return call;
  }

  /** Ends the pending questions of a turn that does not go on. @returns their calls, and whether the program had run */
  cancelPending(turn: string): (CallKey & { hasRun: boolean })[] {
    this.#pendingByCall.clear();
    const rows = this.#parts.sql.all(
      "SELECT id, step, call, approval FROM approvals WHERE turn = ? AND state = 'pending' ORDER BY seq",
      turn,
    );
    return rows.map((row) => {
      this.#settle(String(row['id']), { state: 'cut' });
      const approval = readRow('approvals', row, approvalIn);
      const hasRun = approval !== undefined && isAfterRun(approval);
      return { turn, step: Number(row['step']), id: String(row['call']), hasRun };
    });
  }

  #open(id: string): Approval {
    const [row] = this.#parts.sql.all('SELECT approval FROM approvals WHERE id = ?', id);
    const approval = readRow('approvals', row, approvalIn);
    if (!approval) throw new TandemError('not_found', 'The agent asked no such question.');
    if (approval.state === 'pending') return approval;
    const who = approval.by ? ` by ${approval.by.name}` : '';
    throw new TandemError('conflict', `This was settled already: ${howSettled[approval.state]}${who}.`);
  }

  #settle(id: string, outcome: Outcome): Approval | undefined {
    const { sql } = this.#parts;
    const [row] = sql.all("SELECT approval FROM approvals WHERE id = ? AND state = 'pending'", id);
    if (!row) return undefined;
    const found = readRow('approvals', row, approvalIn);
    if (!found) {
      sql.all('UPDATE approvals SET state = ? WHERE id = ?', outcome.state, id);
      return undefined;
    }
    // The diff is for whoever decides: nobody needs it later.
    const { diff: _, ...asked } = found;
    const approval: Approval = { ...asked, ...outcome };
    sql.all(
      'UPDATE approvals SET state = ?, approval = ? WHERE id = ?',
      approval.state,
      JSON.stringify(approval),
      id,
    );
    this.#broadcast(approval);
    this.#waiting.get(id)?.(approval);
    this.#waiting.delete(id);
    return approval;
  }

  #broadcast(approval: Approval): void {
    const [row] = this.#parts.sql.all("SELECT COUNT(*) AS count FROM approvals WHERE state = 'pending'");
    this.#parts.onPending(Number(row?.['count'] ?? 0));
    this.#parts.emit({ type: 'approval', approval });
  }
}

function waitFrom(seconds: string | undefined): number {
  const ms = Number(seconds) * 1000;
  return ms > 0 && ms <= agentLimits.maxApprovalMs ? ms : agentLimits.approvalMs;
}

const howSettled: Record<Exclude<Approval['state'], 'pending'>, string> = {
  allowed: 'it was allowed',
  denied: 'it was denied',
  expired: 'nobody answered in time',
  stopped: 'the turn was stopped',
  cut: 'the agent no longer waits for an answer',
};

/** Whether the question is about what a program has changed, not about running it. */
const isAfterRun = ({ tool, kind }: Approval): boolean => tool === 'run' && kind !== 'run';

const approvalIn = (row: Record<string, SqlValue>): Approval =>
  approvalSchema.parse(JSON.parse(String(row['approval'])));
