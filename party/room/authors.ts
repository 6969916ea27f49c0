import { NewIds } from './new-ids.ts';
import { type Author, isSameAuthor, type Role, type User } from '../../shared/roles.ts';

/** Someone who sends updates. `service`: the coder, which brings the work of others too. */
export interface Writer {
  readonly user: User;
  readonly role: Role;
  readonly service: boolean;
}

/**
 * Who writes under which Yjs client id.
 *
 * Invariant: an id belongs to its first writer's user for good. A struct under someone else's id would
 * replace their next text on every replica. Only the coder may reassign an id: it remembers who wrote what
 * when a room has lost its storage and the first client to return brings everyone's text.
 */
export class Authors implements Iterable<[clientId: number, author: Author]> {
  readonly #entries = new Map<number, Author>();
  /** Each author once, however many ids they have. */
  readonly #shared = new Map<string, Author>();
  readonly newIds = new NewIds();

  constructor(entries: Iterable<[number, Author]>) {
    for (const [clientId, author] of entries) this.set(clientId, author);
  }

  [Symbol.iterator](): Iterator<[number, Author]> {
    return this.#entries.entries();
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): [number, Author][] {
    return [...this.#entries];
  }

  get(clientId: number): Author | undefined {
    return this.#entries.get(clientId);
  }

  /**
   * What `writer` may do under an id: write, claim it by writing, or nothing. `inUse`: the document already
   * has structs under it; without an author, they are the seed's or came from the coder.
   */
  right(clientId: number, writer: Writer, inUse: boolean): 'write' | 'claim' | 'foreign' {
    if (writer.service) return 'write';
    const author = this.#entries.get(clientId);
    if (author) return author.id === writer.user.id ? 'write' : 'foreign';
    return inUse ? 'foreign' : 'claim';
  }

  /** Whether anybody else has written in this room. */
  hasOthers(userId: string): boolean {
    for (const author of this.#entries.values()) if (author.id !== userId) return true;
    return false;
  }

  /** @returns whether anything changed. */
  set(clientId: number, author: Author): boolean {
    const before = this.#entries.get(clientId);
    if (before && isSameAuthor(before, author)) return false;
    this.#entries.set(clientId, this.#share(author));
    return true;
  }

  #share({ id, name, color, kind, turn }: Author): Author {
    const key = JSON.stringify([id, name, color, kind, turn]);
    const shared = this.#shared.get(key) ?? {
      id,
      name,
      color,
      kind,
      ...(turn === undefined ? {} : { turn }),
    };
    this.#shared.set(key, shared);
    return shared;
  }
}
