import * as Y from 'yjs';
import { pathOf } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import type { Author, User } from '../../../shared/roles.ts';
import type { PartName, Turn, TurnChange, TurnFile } from '../../../shared/turn.ts';
import { applyPlan } from './apply-undo.ts';
import type { TurnLedger } from './turn-ledger.ts';
import type { PartRecord, TurnRecord } from './turn-record.ts';
import { partsIn, type PartsToggle, planToggle, type UndoPlan } from './plan-undo.ts';
import { describePlan } from './preview-undo.ts';
import { splitTurn } from './split-turn.ts';

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

/** What to do with a turn, or with some of its parts. */
export interface Toggle {
  id: string;
  /** Undo, or redo. */
  undo: boolean;
  /** All parts if absent. */
  names?: readonly PartName[] | undefined;
}

/** Undoes and redoes the agent's turns and their parts, in any order, as long as the text for it is kept. */
export class TurnUndo {
  readonly #room: UndoRoom;
  readonly #ledger: TurnLedger;
  /** The id of the running turn. */
  readonly #running: () => string | undefined;
  readonly #emit: (turn: Turn) => void;

  constructor(parts: {
    room: UndoRoom;
    ledger: TurnLedger;
    running: () => string | undefined;
    emit: (turn: Turn) => void;
  }) {
    this.#room = parts.room;
    this.#ledger = parts.ledger;
    this.#running = parts.running;
    this.#emit = parts.emit;
  }

  /** Newest first. */
  list(limit: number): Turn[] {
    const { turns, requests } = this.#ledger;
    const gone = [...requests].flatMap(([id, { at, by, request, model }]): Turn[] =>
      turns.has(id) ? [] : [{ id, at, by, request, model, state: 'gone', files: [] }],
    );
    const known = [...turns.values()].toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    return [...known.slice(0, limit).map((turn) => this.#toTurn(turn)), ...gone]
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
      .slice(0, limit);
  }

  /**
   * Splits the turn and records which files it has changed; called at its end. @returns these files; none when it wrote
   * nothing
   */
  close(id: string): TurnFile[] {
    const turn = this.#ledger.turns.get(id);
    if (!turn) return [];
    const hasDecisions = turn.parts.some(({ undone, kept }) => undone || kept);
    if (!hasDecisions) this.#split(turn);
    const files = this.#filesOf(turn);
    this.#ledger.setFiles(turn, files);
    this.#emit(this.#toTurn(turn));
    return files;
  }

  /**
   * What undoing (or redoing) a turn would do.
   * @throws TandemError `not_found`, `conflict` when it is undone (or done) already or still running, has no such parts, or
   *   is too old
   */
  async preview(toggle: Toggle): Promise<TurnChange[]> {
    await this.#room.join();
    const chosen = this.#find(toggle);
    return this.#describe(chosen.turn, this.#planWhole(chosen));
  }

  /**
   * Undoes or redoes a turn, or parts of it, for a person, in one transaction; resolves when the room has it on disk.
   * @throws TandemError as {@link preview}, `unavailable` when the room is away
   */
  async set(toggle: Toggle, by: User): Promise<TurnChange[]> {
    const release = this.#room.hold();
    try {
      const actor = await this.#room.clientIdFor(by);
      const writers = new Map<number, number>();
      for (;;) {
        const chosen = this.#withEmptyRest(this.#find(toggle));
        const plan = this.#planWhole(chosen);
        const shown = new Set(plan.show.map(({ first }) => first.client));
        const unknown = [...shown].filter((client) => !writers.has(client));
        for (const client of unknown) {
          const author = this.#room.authors.get(client);
          writers.set(client, author ? await this.#room.restoringIdFor(author) : actor);
        }
        // Plan again: someone may have written meanwhile.
        if (unknown.length > 0) continue;
        const changes = this.#describe(chosen.turn, plan);
        this.#apply(plan, chosen, { actor, by, writers });
        this.#emit(this.#toTurn(chosen.turn));
        await this.#room.saved();
        return changes;
      }
    } finally {
      release();
    }
  }

  /**
   * Marks parts as reviewed and kept. Undoing them is possible as before.
   * @throws TandemError `not_found`, `conflict` when the turn is still running, or has no such parts that are not undone
   */
  async keep(id: string, names: readonly PartName[]): Promise<Turn> {
    await this.#room.join();
    const chosen = this.#withEmptyRest(this.#find({ id, undo: true, names }), ({ kept }) => !kept);
    this.#ledger.setKept(chosen.turn, chosen.parts);
    const turn = this.#toTurn(chosen.turn);
    this.#emit(turn);
    return turn;
  }

  /** @throws TandemError `not_found` */
  get(id: string): Turn {
    return this.#toTurn(this.#known(id));
  }

  #apply(
    plan: UndoPlan,
    toggle: PartsToggle,
    { actor, by, writers }: { actor: number; by: User; writers: ReadonlyMap<number, number> },
  ): void {
    const { doc } = this.#room;
    const writerOf = (client: number): number => writers.get(client) ?? actor;
    const parts = { ledger: this.#ledger, by, writerOf };
    const write = (): void => doc.transact((transaction) => applyPlan(transaction, plan, toggle, parts));
    this.#room.transactAs(actor, write, 'turns');
  }

  #known(id: string): TurnRecord {
    const turn = this.#ledger.turns.get(id);
    if (turn) return turn;
    const { requests, unreadable } = this.#ledger;
    const goneBecause = unreadable.has(id)
      ? 'The record of what this turn changed is damaged'
      : requests.has(id) && 'A purge took the room’s history up to then';
    throw new TandemError(
      'not_found',
      goneBecause
        ? `${goneBecause}, so this turn can be neither reviewed nor undone.`
        : 'There is no such turn, or it changed no file.',
    );
  }

  /** The parts to undo or redo. */
  #find({ id, undo, names }: Toggle): PartsToggle {
    const turn = this.#known(id);
    if (this.#running() === id) {
      throw new TandemError(
        'conflict',
        'The agent is still working on this turn. Stop it, or wait until it ends.',
      );
    }
    if (turn.parts.length === 0) this.#split(turn);
    if (turn.parts.length === 0)
      throw new TandemError('conflict', 'None of what this turn changed is in the room any more.');
    const free = turn.parts.filter(({ undone }) => undone !== undo);
    if (free.length === 0)
      throw new TandemError('conflict', `This turn ${undo ? 'is undone already' : 'is not undone'}.`);
    const parts = names ? new Set(names.flatMap((name) => this.#partsNamed(turn, name, free))) : free;
    return { turn, undo, parts: [...parts] };
  }

  /** @throws TandemError `conflict` when the turn has no such part, or it is undone (or done) already */
  #partsNamed(turn: TurnRecord, name: PartName, free: readonly PartRecord[]): PartRecord[] {
    const isNamed = (part: PartRecord): boolean => {
      if ('part' in name) return part.id === name.part;
      if ('file' in name) return part.file === name.file;
      return pathOf(this.#room.doc, part.file) === name.path || this.#lastPath(turn, part) === name.path;
    };
    const found = free.filter(isNamed);
    if (found.length > 0) return found;
    throw new TandemError(
      'conflict',
      turn.parts.some(isNamed)
        ? 'Someone has changed the state of this change meanwhile. Look at the turn again.'
        : 'This turn has no such change.',
    );
  }

  /** The path that the turn gave the part's file, or took from it. */
  #lastPath(turn: TurnRecord, part: PartRecord): string | undefined {
    const change = turn.paths.findLast(({ file }) => file === part.file);
    return change?.after ?? change?.before ?? undefined;
  }

  /**
   * Adds all others when these are the last ones that would change anything, so that the turn counts as undone, done or
   * reviewed as a whole. @param isOpen which parts count
   */
  #withEmptyRest(chosen: PartsToggle, isOpen: (part: PartRecord) => boolean = () => true): PartsToggle {
    const { turn, undo } = chosen;
    const of = new Set(chosen.parts);
    const rest = turn.parts.filter((part) => part.undone !== undo && !of.has(part) && isOpen(part));
    if (rest.length === 0) return chosen;
    const changing = partsIn(this.#plan({ turn, undo, parts: rest }));
    return changing.size > 0 ? chosen : { ...chosen, parts: [...chosen.parts, ...rest] };
  }

  #split(turn: TurnRecord): void {
    this.#ledger.setParts(turn, splitTurn(this.#room.doc, this.#ledger, turn));
  }

  #plan(toggle: PartsToggle): UndoPlan {
    return planToggle(this.#room.doc, this.#ledger, toggle);
  }

  /** @throws TandemError `conflict` when it would bring back text that is not kept any more */
  #planWhole(toggle: PartsToggle): UndoPlan {
    const plan = this.#plan(toggle);
    if (plan.lost.length === 0) return plan;
    throw new TandemError(
      'conflict',
      `This turn is too old to be ${toggle.undo ? 'undone' : 'redone'}: the text that this would bring back is not kept any more. The room’s history may still have it: restore an earlier version there.`,
    );
  }

  #describe(turn: TurnRecord, plan: UndoPlan): TurnChange[] {
    const { doc, authors } = this.#room;
    return describePlan(doc, plan, { ledger: this.#ledger, turn, authors });
  }

  #toTurn(turn: TurnRecord): Turn {
    const { id, at, undoneBy, parts } = turn;
    const { by, request, model } = this.#ledger.requests.get(id) ?? {};
    return {
      id,
      at,
      state: stateOf(turn),
      files: turn.files ?? this.#filesOf(turn),
      ...(by && { by, request, model }),
      ...(undoneBy && { undoneBy }),
      ...(parts.length > 0 && { open: parts.filter((part) => !part.undone && !part.kept).length }),
    };
  }

  /** What a turn changed is what its undo would change, the other way round. */
  #filesOf(turn: TurnRecord): TurnFile[] {
    if (stateOf(turn) !== 'done') return [];
    const split = (): PartRecord[] =>
      splitTurn(this.#room.doc, this.#ledger, turn).map((part) => ({ ...part, undone: false, kept: false }));
    const parts = turn.parts.length > 0 ? turn.parts : split();
    return this.#describe(turn, this.#plan({ turn, undo: true, parts })).map(({ path, added, removed }) => ({
      path,
      added: removed,
      removed: added,
    }));
  }
}

function stateOf({ parts, undone, undonePaths }: TurnRecord): Turn['state'] {
  // A turn from before parts was undone as a whole.
  if (parts.length === 0) return [...undone].length + undonePaths.size > 0 ? 'undone' : 'done';
  if (parts.every((part) => part.undone)) return 'undone';
  return parts.some((part) => part.undone) ? 'partly' : 'done';
}
