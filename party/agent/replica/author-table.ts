import * as z from 'zod/mini';
import { type Author, authorSchema, isSameAuthor } from '../../../shared/roles.ts';
import { readRows } from '../storage/read-rows.ts';
import type { Sql } from '../storage/sql.ts';

const rowSchema = z.object({
  client_id: z.number(),
  author: z.pipe(
    z.string(),
    z.transform((json) => authorSchema.parse(JSON.parse(json))),
  ),
});

/**
 * The author of each Yjs client id, as the room once reported it. Kept beside the versions: a room that lost
 * its storage gets both back from here.
 *
 * Invariant: an id keeps its first user. A room that lost its storage cannot overwrite it.
 */
export class AuthorTable {
  readonly #sql: Sql;
  readonly #entries: Map<number, Author>;

  constructor(sql: Sql) {
    this.#sql = sql;
    // The room names again whoever is left out here.
    const rows = readRows('authors', sql.all('SELECT client_id, author FROM authors'), (row) =>
      rowSchema.parse(row),
    );
    this.#entries = new Map(rows.map((row) => [row.client_id, row.author]));
  }

  get entries(): ReadonlyMap<number, Author> {
    return this.#entries;
  }

  /**
   * Records what the room reports.
   * @returns the recorded author, if the room has forgotten them and names another user
   */
  note(clientId: number, author: Author): Author | undefined {
    const known = this.#entries.get(clientId);
    if (known && known.id !== author.id) return known;
    if (known && isSameAuthor(known, author)) return undefined;
    this.#sql.all(
      'INSERT OR REPLACE INTO authors (client_id, author) VALUES (?, ?)',
      clientId,
      JSON.stringify(author),
    );
    this.#entries.set(clientId, author);
    return undefined;
  }
}
