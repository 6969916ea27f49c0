import * as z from 'zod/mini';
import { firstEpoch } from '../auth.ts';
import type { RoomStorage } from './host.ts';

const key = 'epoch';
const epochSchema = z.int().check(z.gte(firstEpoch));

/**
 * Which epoch's links open the room. Only the server signs tokens, and only for a valid link key, so a token
 * of a later epoch tells the room that its owner has made new links.
 *
 * Invariant: the epoch never goes back, and a connection of a later epoch is admitted only once that epoch is
 * on disk.
 */
export class LinkEpoch {
  readonly #storage: RoomStorage;
  /** Called when older links become void, before that is on disk. */
  readonly #onRaised: () => void;
  #reading: Promise<void> | undefined;
  #now = firstEpoch;
  #stored = firstEpoch;

  constructor(storage: RoomStorage, onRaised: () => void) {
    this.#storage = storage;
    this.#onRaised = onRaised;
  }

  /** Whether a token of this epoch opens the room. @throws when storage fails; the next call tries again. */
  async admits(epoch: number): Promise<boolean> {
    await this.#read();
    if (epoch > this.#now) {
      this.#now = epoch;
      this.#onRaised();
    }
    if (epoch > this.#stored) {
      await this.#storage.write(new Map([[key, epoch]]), []);
      this.#stored = Math.max(this.#stored, epoch);
    }
    return !this.isVoid(epoch);
  }

  isVoid(epoch: number): boolean {
    return epoch < this.#now;
  }

  async #read(): Promise<void> {
    this.#reading ??= this.#storage.list(key).then((entries) => {
      if (entries.has(key)) this.#stored = epochIn(entries.get(key));
      this.#now = Math.max(this.#now, this.#stored);
    });
    try {
      await this.#reading;
    } catch (error) {
      this.#reading = undefined;
      throw error;
    }
  }
}

function epochIn(stored: unknown): number {
  const epoch = epochSchema.safeParse(stored).data;
  if (epoch !== undefined) return epoch;
  // A guess could open the room to links that its owner has revoked.
  throw new Error(
    `the room stays closed: which links are valid (its stored value "${key}") cannot be read. Restore this room's database from a backup.`,
  );
}
