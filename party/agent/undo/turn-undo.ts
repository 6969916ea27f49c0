import * as Y from 'yjs';
import { TandemError } from '../../../shared/errors.ts';
import type { Author, User } from '../../../shared/roles.ts';
import type { Turn, TurnChange, TurnFile } from '../../../shared/turn.ts';
import { applyPlan } from './apply-undo.ts';
import type { TurnLedger, TurnRecord } from './turn-ledger.ts';
import { type UndoPlan, planToggle } from './plan-undo.ts';
import { describePlan } from './preview-undo.ts';

/** The part of the coder's replica that undo needs. */
export interface UndoRoom {
  readonly doc: Y.Doc;
  readonly authors: ReadonlyMap<number, Author>;
  join(): Promise<void>;
  hold(): () => void;
  /** A client id that the room knows as this author's, for text that was theirs before. */
  restoringIdFor(author: Author): Promise<number>;
  clientIdFor(user: User): Promise<number>;
  transactAs(clientId: number, write: () => void, origin?: unknown): void;
  saved(): Promise<void>;
}

/** Undoes and redoes the agent's turns, in any order, at any time. */
export class TurnUndo {
  readonly #room: UndoRoom;
  readonly #ledger: TurnLedger;
  /** The id of the running turn. */
  readonly #running: () => string | undefined;

  constructor(parts: { room: UndoRoom; ledger: TurnLedger; running: () => string | undefined }) {
    this.#room = parts.room;
    this.#ledger = parts.ledger;
    this.#running = parts.running;
  }

  /** Newest first. */
  list(limit: number): Turn[] {
    return [...this.#ledger.turns.values()]
      .toReversed()
      .slice(0, limit)
      .map((turn) => this.#toTurn(turn));
  }

  /** Records which files the turn has changed; called at its end. Empty when it wrote nothing. */
  close(id: string): TurnFile[] {
    const turn = this.#ledger.turns.get(id);
    if (!turn) return [];
    const files = this.#filesOf(turn);
    this.#ledger.setFiles(turn, files);
    return files;
  }

  /**
   * What undoing (or redoing) a turn would do.
   * @throws TandemError `not_found`, `conflict` when it is undone (or done) already or still running
   */
  async preview(id: string, to: Turn['state']): Promise<TurnChange[]> {
    await this.#room.join();
    const turn = this.#find(id, to);
    return this.#describe(turn, this.#plan(turn));
  }

  /**
   * Undoes or redoes a turn for a person, in one transaction; resolves when the room has it on disk.
   * @throws TandemError as {@link preview}, `unavailable` when the room is away
   */
  async set(id: string, to: Turn['state'], by: User): Promise<TurnChange[]> {
    const release = this.#room.hold();
    try {
      const actor = await this.#room.clientIdFor(by);
      const writers = new Map<number, number>();
      for (;;) {
        const turn = this.#find(id, to);
        const plan = this.#plan(turn);
        const unknown = plan.show.find(({ first }) => !writers.has(first.client));
        if (unknown) {
          const { client } = unknown.first;
          const author = this.#room.authors.get(client);
          writers.set(client, author ? await this.#room.restoringIdFor(author) : actor);
          // Plan again: someone may have written meanwhile.
          continue;
        }
        const changes = this.#describe(turn, plan);
        this.#apply(turn, plan, { actor, writers });
        await this.#room.saved();
        return changes;
      }
    } finally {
      release();
    }
  }

  #apply(
    turn: TurnRecord,
    plan: UndoPlan,
    { actor, writers }: { actor: number; writers: ReadonlyMap<number, number> },
  ): void {
    const { doc } = this.#room;
    const writerOf = (client: number): number => writers.get(client) ?? actor;
    const write = (): void =>
      doc.transact((transaction) => applyPlan(transaction, plan, { ledger: this.#ledger, turn, writerOf }));
    this.#room.transactAs(actor, write, 'turns');
  }

  #find(id: string, to: Turn['state']): TurnRecord {
    const turn = this.#ledger.turns.get(id);
    if (!turn) throw new TandemError('not_found', 'There is no such turn, or it changed no file.');
    if (this.#running() === id) {
      throw new TandemError(
        'conflict',
        'The agent is still working on this turn. Stop it, or wait until it ends.',
      );
    }
    if (turn.undone === (to === 'undone')) {
      throw new TandemError(
        'conflict',
        `This turn ${to === 'undone' ? 'is undone already' : 'is not undone'}.`,
      );
    }
    return turn;
  }

  #plan(turn: TurnRecord): UndoPlan {
    return planToggle(this.#room.doc, this.#ledger, turn);
  }

  #describe(turn: TurnRecord, plan: UndoPlan): TurnChange[] {
    const { doc, authors } = this.#room;
    return describePlan(doc, plan, { ledger: this.#ledger, turn, authors });
  }

  #toTurn(turn: TurnRecord): Turn {
    const { id, at, undone } = turn;
    return { id, at, state: undone ? 'undone' : 'done', files: turn.files ?? this.#filesOf(turn) };
  }

  /** What a turn changed is what its undo would change, the other way round. */
  #filesOf(turn: TurnRecord): TurnFile[] {
    if (turn.undone) return [];
    return this.#describe(turn, this.#plan(turn)).map(({ path, added, removed }) => ({
      path,
      added: removed,
      removed: added,
    }));
  }
}
