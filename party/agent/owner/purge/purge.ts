import * as z from 'zod/mini';
import { TandemError } from '../../../../shared/errors.ts';
import { newClientId } from '../../../../shared/ids.ts';
import { type Purged, purgedSchema } from '../../../../shared/purge.ts';
import { type User, userSchema } from '../../../../shared/roles.ts';
import type { Sql } from '../../storage/sql.ts';

const askedSchema = z.object({
  at: z.literal('asked'),
  text: z.string(),
  by: userSchema,
  /** The client id of what replaces the text; it tells the room one purge from the next. */
  clientId: z.int(),
  /** How many files had the text. */
  files: z.int(),
});
const stateSchema = z.discriminatedUnion('at', [
  askedSchema,
  /** No row has the text any more, this one included, but free pages may. */
  z.object({ at: z.literal('deleted'), purged: purgedSchema }),
  /** No page has it any more, but the journal may until the file is closed. */
  z.object({ at: z.literal('rewritten'), process: z.string() }),
]);
type PurgeAsked = z.infer<typeof askedSchema>;

export interface PurgeOptions {
  sql: Sql;
  /** An id of the process that has the database open. */
  process: () => string;
  /** Resolves with the number of files that have the text. @throws TandemError `unavailable` */
  reachRoom: (text: string) => Promise<number>;
  /** Stops everything in this coder, so that nothing new begins. */
  stop: (by: User) => Promise<unknown>;
  /** Purges the text from the room. @returns the document without it. @throws TandemError `unavailable` */
  purgeRoom: (asked: PurgeAsked) => Promise<Uint8Array>;
  /** Within a transaction: purges the text from all tables, and replaces the history by the document. */
  purgeRecords: (text: string, document: Uint8Array) => Omit<Purged, 'files'>;
  /** Rewrites the database's file so that nothing deleted is left in it. */
  rewrite: () => Promise<void>;
  /** Ends this coder, and so closes its database, once its answer is out. */
  letGo: () => void;
}

const underWay = 'A text is being purged from this room. Try again in a moment.';

/**
 * Purges a text from the room and from everything that its coder stores. The purge is recorded before it begins, and
 * resumed after a restart; until it is over this coder answers nothing else. At the end a new coder, which has never read
 * the text, takes its place.
 */
export class Purge {
  readonly #options: PurgeOptions;
  #running: Promise<Purged> | undefined;

  constructor(options: PurgeOptions) {
    this.#options = options;
  }

  get isBegun(): boolean {
    return this.#state !== undefined;
  }

  /** Called once on waking. If this is still the process of the last step, the file has been closed since. */
  settle(): void {
    const state = this.#state;
    if (state?.at !== 'rewritten') return;
    if (state.process === this.#options.process()) this.#options.sql.all('DELETE FROM purge');
  }

  /** @throws TandemError `unavailable` while a purge is going on */
  assertOver(): void {
    if (!this.isBegun) return;
    this.resume();
    throw new TandemError('unavailable', underWay);
  }

  /** Resumes a purge that has begun, without waiting for it. */
  resume(): void {
    if (!this.isBegun) return;
    this.#finish().catch((error: unknown) => {
      console.error('tandem: a text is not wholly purged yet', error);
    });
  }

  /**
   * Purges a text. @returns where it was
   * @throws TandemError `unavailable` while another purge is going on, or when the room is away. Then nothing is done; or
   *   if the room went away halfway, everything will be as soon as it is back.
   */
  async run(text: string, by: User): Promise<Purged> {
    if (!this.isBegun) {
      const files = await this.#options.reachRoom(text);
      // Another owner's call may have come first.
      if (!this.isBegun) this.#keep({ at: 'asked', text, by, clientId: newClientId(), files });
    }
    const state = this.#state;
    if (state?.at !== 'asked' || state.text !== text) throw new TandemError('unavailable', underWay);
    return this.#finish();
  }

  async #finish(): Promise<Purged> {
    this.#running ??= this.#go();
    try {
      return await this.#running;
    } catch (error) {
      this.#running = undefined;
      throw error;
    }
  }

  async #go(): Promise<Purged> {
    const { sql, process, stop, purgeRoom, purgeRecords, rewrite, letGo } = this.#options;
    let purged: Purged = { files: 0, messages: 0, runs: 0, other: 0 };
    let state = this.#state;
    if (state?.at === 'asked') {
      const { text, by, files } = state;
      await stop(by);
      const document = await purgeRoom(state);
      purged = sql.transaction(() => {
        const found = { ...purgeRecords(text, document), files };
        this.#keep({ at: 'deleted', purged: found });
        return found;
      });
      state = this.#state;
    }
    if (state?.at === 'deleted') {
      ({ purged } = state);
      await rewrite();
    }
    this.#keep({ at: 'rewritten', process: process() });
    letGo();
    return purged;
  }

  get #state(): z.infer<typeof stateSchema> | undefined {
    const [row] = this.#options.sql.all('SELECT state FROM purge');
    if (!row) return undefined;
    try {
      return stateSchema.parse(JSON.parse(String(row['state'])));
    } catch (error) {
      // What was to be purged is not known, so nothing may be shown.
      throw new Error(
        'the room stays closed: how far a purge has come (the table purge) cannot be read. Restore this room’s databases from a backup.',
        { cause: error },
      );
    }
  }

  #keep(state: z.infer<typeof stateSchema>): void {
    this.#options.sql.all('INSERT OR REPLACE INTO purge (id, state) VALUES (1, ?)', JSON.stringify(state));
  }
}
