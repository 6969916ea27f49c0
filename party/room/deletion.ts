import { closeCode, deletedRoom } from '../../shared/protocol/close.ts';
import type { RoomStorage } from './host.ts';

const key = 'deleted';

/**
 * Whether the owner has deleted the room. This mark is all that is kept of it, so that no old link opens an
 * empty room in its place.
 */
export class Deletion {
  readonly #storage: RoomStorage;
  #reading: Promise<void> | undefined;
  #state: 'no' | 'under way' | 'done' = 'no';

  constructor(storage: RoomStorage) {
    this.#storage = storage;
  }

  get isBegun(): boolean {
    return this.#state !== 'no';
  }

  /**
   * The refusal for anyone who connects; undefined while the room exists. @throws when storage cannot be read
   */
  async refusal(): Promise<{ code: number; reason: string } | undefined> {
    await this.#read();
    if (this.#state === 'no') return undefined;
    return this.#state === 'done'
      ? { code: closeCode.deleted, reason: deletedRoom }
      : { code: closeCode.tryLater, reason: 'This room is being deleted.' };
  }

  /**
   * Deletes everything stored in the room, and leaves the mark.
   * @param quiet resolves when nobody writes to the storage any more
   * @throws when storage fails: the room stays as it is in storage, and the next call tries again
   */
  async run(quiet: () => Promise<void>, nowMs: number): Promise<void> {
    this.#state = 'under way';
    try {
      await quiet();
      await this.#storage.replaceAll(new Map([[key, nowMs]]));
      this.#state = 'done';
    } finally {
      if (this.#state !== 'done') this.#state = 'no';
    }
  }

  async #read(): Promise<void> {
    this.#reading ??= this.#storage.list(key).then((entries) => {
      if (entries.has(key)) this.#state = 'done';
    });
    try {
      await this.#reading;
    } catch (error) {
      this.#reading = undefined;
      throw error;
    }
  }
}
