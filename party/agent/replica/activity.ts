import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
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
    doc.on('afterTransaction', ({ local, beforeState, afterState }: Y.Transaction) => {
      if (local) return;
      for (const [client, end] of afterState) {
        if ((beforeState.get(client) ?? 0) < end) this.#note(authors().get(client)?.id);
      }
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
