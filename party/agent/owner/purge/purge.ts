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
  /** The client id of what takes the text's place: by it the room knows one purge from the next. */
  clientId: z.int(),
  /** Files that had the text. */
  files: z.int(),
});
const stateSchema = z.discriminatedUnion('at', [
  askedSchema,
  /** The text is in no row any more, this one included, but perhaps in free pages. */
  z.object({ at: z.literal('deleted'), purged: purgedSchema }),
  /** It is in no page, but perhaps in the journal of a file that has not been closed since. */
  z.object({ at: z.literal('rewritten'), process: z.string() }),
]);
type PurgeAsked = z.infer<typeof askedSchema>;

export interface PurgeOptions {
  sql: Sql;
  /** Of the process that has the database open. */
  process: () => string;
  /** Resolves with the number of files that have the text, when the room is there. @throws TandemError `unavailable` */
  reachRoom: (text: string) => Promise<number>;
  /** Resolves when nothing goes on here any more, and nothing new begins. */
  stop: (by: User) => Promise<unknown>;
  /** Resolves with the room's document when the room is without the text. @throws TandemError `unavailable` */
  purgeRoom: (asked: PurgeAsked) => Promise<Uint8Array>;
  /** Takes the text out of all tables, in the transaction that is open, and the document in the place of its history. */
  purgeRecords: (text: string, document: Uint8Array) => Omit<Purged, 'files'>;
  /** Leaves nothing in the database's file of what was deleted. */
  rewrite: () => Promise<void>;
  /** Ends this coder and closes its database, once its answer is out. */
  letGo: () => void;
}

const underWay = 'A text is being taken out of this room. Try again in a moment.';

/**
 * Takes a text out of the room and out of all that its coder knows. It is noted before anything is done, and gone on with
 * after a restart; until it is over nothing of the room is told or done here. At its end this coder is replaced by one that
 * has never read the text.
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

  /** Called once on waking. Its file was closed since the last step if this is the process that made it. */
  settle(): void {
    const state = this.#state;
    if (state?.at !== 'rewritten') return;
    if (state.process === this.#options.process()) this.#options.sql.all('DELETE FROM purge');
  }

  /** @throws TandemError `unavailable` while a text is being taken out */
  assertOver(): void {
    if (!this.isBegun) return;
    this.resume();
    throw new TandemError('unavailable', underWay);
  }

  /** Goes on with what was begun, if anything was, and waits for nothing. */
  resume(): void {
    if (!this.isBegun) return;
    this.#finish().catch((error: unknown) => {
      console.error('tandem: a text is not wholly purged yet', error);
    });
  }

  /**
   * @returns where the text was
   * @throws TandemError `unavailable` when the room is away: nothing is done, or, where it went in that very moment, all will
   *   be as soon as it is back; or while another text is being taken out.
   */
  async run(text: string, by: User): Promise<Purged> {
    if (!this.isBegun) {
      const files = await this.#options.reachRoom(text);
      // Another owner's call may have been quicker.
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
    return row && stateSchema.parse(JSON.parse(String(row['state'])));
  }

  #keep(state: z.infer<typeof stateSchema>): void {
    this.#options.sql.all('INSERT OR REPLACE INTO purge (id, state) VALUES (1, ?)', JSON.stringify(state));
  }
}
