import { TandemError } from '../../../shared/errors.ts';
import { deletedRoom } from '../../../shared/protocol/close.ts';

/** What a room's coder keeps between starts. */
interface Kept {
  get(key: string): unknown;
  put(key: string, value: number): void;
}

export interface RemovalOptions {
  kept: Kept;
  /** Resolves when the room can be reached. @throws TandemError `unavailable` */
  reachRoom: () => Promise<void>;
  /** Ends what goes on here, and puts out whoever looks on. */
  stop: () => void;
  /** Resolves when the room server has nothing of the room. @throws TandemError `unavailable` */
  deleteRoom: () => Promise<void>;
  /** Leaves nothing in the coder's own storage but this. */
  eraseAllBut: (key: string, value: number) => Promise<void>;
}

/**
 * The room's end. It is noted before anything is deleted, and gone on with after a restart: once begun, nothing of the
 * room is told or done here, and what this coder holds does not bring a room back that has lost its storage.
 */
export class Removal {
  readonly #options: RemovalOptions;
  #running: Promise<void> | undefined;

  constructor(options: RemovalOptions) {
    this.#options = options;
  }

  get isBegun(): boolean {
    const { kept } = this.#options;
    return kept.get('deleting') !== undefined || this.#isDone;
  }

  /** @throws TandemError `not_found` */
  assertThere(): void {
    if (!this.isBegun) return;
    this.resume();
    throw new TandemError('not_found', deletedRoom);
  }

  /** Goes on with what was begun, if anything was, and waits for nothing. */
  resume(): void {
    this.#finish().catch((error: unknown) => {
      console.error('tandem: a room is not wholly deleted yet', error);
    });
  }

  /**
   * @throws TandemError `unavailable` when the room is away: nothing is deleted, or, where it went in that very moment, all
   *   will be as soon as it is back.
   */
  async run(): Promise<void> {
    const { kept, reachRoom } = this.#options;
    if (!this.isBegun) {
      await reachRoom();
      kept.put('deleting', Date.now());
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
    return this.#options.kept.get('deleted') !== undefined;
  }
}
