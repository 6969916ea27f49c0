import * as Y from 'yjs';
import type { ClientControl } from '../../../shared/protocol/control.ts';
import type { Author } from '../../../shared/roles.ts';
import type { AuthorTable } from './author-table.ts';
import { claimFor } from './client-ids.ts';

/**
 * Compares what the room says about authors with what the coder remembers. A room that lost its storage, or part of it,
 * has forgotten some, and took others from whoever returned first and brought everyone's text as their own. The claims
 * that are returned put that right.
 */
export class RoomAuthors {
  readonly #known: AuthorTable;
  /** Client ids that the room has named on this socket. */
  readonly #named = new Set<number>();

  constructor(known: AuthorTable) {
    this.#known = known;
  }

  /** The room has named these. */
  note(entries: readonly [clientId: number, author: Author][]): ClientControl[] {
    return entries.flatMap(([clientId, author]) => {
      this.#named.add(clientId);
      const forgotten = this.#known.note(clientId, author);
      return forgotten ? [claimFor(clientId, forgotten)] : [];
    });
  }

  /** For text under these ids, which the room does not have yet. */
  introduce(clientIds: readonly number[]): ClientControl[] {
    return clientIds.flatMap((clientId) => {
      const author = this.#known.entries.get(clientId);
      return author ? [claimFor(clientId, author)] : [];
    });
  }

  /** For text that the room has, by authors whom it has not named. */
  unnamed(doc: Y.Doc): ClientControl[] {
    const ids = [...this.#known.entries.keys()];
    return this.introduce(ids.filter((id) => !this.#named.has(id) && Y.getState(doc.store, id) > 0));
  }

  /** The socket is gone. */
  reset(): void {
    this.#named.clear();
  }
}
