import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { onUpdate } from '../../../shared/on-update.ts';
import { presenceSchema } from '../../../shared/presence.ts';
import type { Author } from '../../../shared/roles.ts';

/** When each person in the room last wrote or moved their cursor, as far as this replica has seen. */
export class Activity {
  /** User id → ms since the epoch. */
  readonly #actedMs = new Map<string, number>();

  /** Undefined when nothing was seen of them. */
  lastMs(userId: string): number | undefined {
    return this.#actedMs.get(userId);
  }

  watchText(doc: Y.Doc, authors: () => ReadonlyMap<number, Author>): void {
    onUpdate(doc, (update, _origin, { local }) => {
      if (local) return;
      // The state vectors of the transaction have every client id that the room has seen.
      for (const client of Y.parseUpdateMeta(update).from.keys()) this.#note(authors().get(client)?.id);
    });
  }

  /** A state that is only renewed, as all are from time to time, does not count. */
  watchPresence(awareness: Awareness): void {
    awareness.on('change', ({ added, updated }: Record<'added' | 'updated', number[]>) => {
      for (const client of [...added, ...updated]) {
        this.#note(presenceSchema.safeParse(awareness.getStates().get(client)).data?.user.id);
      }
    });
  }

  #note(userId: string | undefined): void {
    if (userId !== undefined) this.#actedMs.set(userId, Date.now());
  }
}
