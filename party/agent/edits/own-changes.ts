import * as Y from 'yjs';
import { allTexts, pathOf, pathsChangedIn } from '../../../shared/doc.ts';
import type { EditedRoom } from './edited-room.ts';
import type { IdRange } from '../text/id-range.ts';
import type { ReadSnapshots } from './read-snapshots.ts';
import { withOwnChanges } from './read-text.ts';

interface WritingTurn {
  room: Pick<EditedRoom, 'doc' | 'authors'>;
  clientId: number;
  turn: string;
  readSnapshots: ReadSnapshots;
}

/**
 * Follows what a turn writes and deletes, by whatever means: its edits, its commands, the programs that it runs. What
 * the agent has done itself it knows, so the snapshots of its reads go along with it.
 */
export class OwnChanges {
  readonly #turn: WritingTurn;
  readonly #changed = new Set<unknown>();
  readonly #moved = new Set<string>();
  #deleted: IdRange[] = [];

  constructor(turn: WritingTurn) {
    this.#turn = turn;
    turn.room.doc.on('afterTransaction', this.#onTransaction);
  }

  close(): void {
    this.#turn.room.doc.off('afterTransaction', this.#onTransaction);
  }

  /** Brings the snapshots of the files that the turn has changed or moved up to date. */
  settle(): void {
    this.#settlePaths();
    if (this.#changed.size === 0) return;
    const { room, clientId, turn, readSnapshots } = this.#turn;
    const isOwn = (client: number): boolean => client === clientId || room.authors.get(client)?.turn === turn;
    for (const [text, file] of allTexts(room.doc)) {
      const snapshot = this.#changed.has(text) ? readSnapshots.get(file) : undefined;
      if (!snapshot || snapshot.partial) continue;
      const now = withOwnChanges(text, snapshot, { isOwn, deleted: this.#deleted });
      readSnapshots.set(file, now ? { ...snapshot, ...now } : { ...snapshot, partial: true });
    }
    this.#changed.clear();
    this.#deleted = [];
  }

  #settlePaths(): void {
    const { room, readSnapshots } = this.#turn;
    for (const file of this.#moved) {
      const snapshot = readSnapshots.get(file);
      if (snapshot) readSnapshots.set(file, { ...snapshot, path: pathOf(room.doc, file) });
    }
    this.#moved.clear();
  }

  readonly #onTransaction = (transaction: Y.Transaction): void => {
    const { doc, local, changed, deleteSet } = transaction;
    // A transaction is the turn's if it is made under the turn's client id.
    if (!local || doc.clientID !== this.#turn.clientId) return;
    for (const { file } of pathsChangedIn(transaction)) this.#moved.add(file);
    for (const type of changed.keys()) if (type instanceof Y.Text) this.#changed.add(type);
    for (const [client, ranges] of deleteSet.clients) {
      for (const { clock, len: length } of ranges) this.#deleted.push({ client, clock, length });
    }
  };
}
