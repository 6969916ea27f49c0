import { TandemError } from '../../../shared/errors.ts';
import { deletedRoom } from '../../../shared/protocol/close.ts';
import type { KeyValues } from '../storage/key-values.ts';

export interface RemovalOptions {
  storage: KeyValues<number>;
  /** Resolves when the room can be reached. @throws TandemError `unavailable` */
  reachRoom: () => Promise<void>;
  /** Closes all pages. */
  stop: () => void;
  /** Resolves when the room server has deleted the room. @throws TandemError `unavailable` */
  deleteRoom: () => Promise<void>;
  /** Deletes everything in the coder's own storage but this value. */
  eraseAllBut: (key: string, value: number) => Promise<void>;
}

/**
 * Deletes the room. The deletion is recorded before anything is deleted, and resumed after a restart. Once it has begun,
 * this coder answers nothing about the room, and does not restore a room that has lost its storage.
 */
export class Removal {
  readonly #options: RemovalOptions;
  #running: Promise<void> | undefined;

  constructor(options: RemovalOptions) {
    this.#options = options;
  }

  get isBegun(): boolean {
    const { storage } = this.#options;
    return storage.get('deleting') !== undefined || this.#isDone;
  }

  /** @throws TandemError `not_found` */
  assertThere(): void {
    if (!this.isBegun) return;
    this.resume();
    throw new TandemError('not_found', deletedRoom);
  }

  /** Resumes a deletion that has begun, without waiting for it. */
  resume(): void {
    this.#finish().catch((error: unknown) => {
      console.error('tandem: a room is not wholly deleted yet', error);
    });
  }

  /**
   * Deletes the room.
   * @throws TandemError `unavailable` when the room is away. Then nothing is deleted; or if the room went away halfway,
   *   everything will be as soon as it is back.
   */
  async run(): Promise<void> {
    const { storage, reachRoom } = this.#options;
    if (!this.isBegun) {
      await reachRoom();
      storage.put('deleting', Date.now());
    }
    await this.#finish();
  }

  async #finish(): Promise<void> {
    if (!this.isBegun || this.#isDone) return;
    this.#running ??= this.#erase();
    try {
      await this.#running;
    } finally {
      this.#running = undefined;
    }
  }

  async #erase(): Promise<void> {
    const { stop, deleteRoom, eraseAllBut } = this.#options;
    stop();
    await deleteRoom();
    await eraseAllBut('deleted', Date.now());
  }

  get #isDone(): boolean {
    return this.#options.storage.get('deleted') !== undefined;
  }
}
