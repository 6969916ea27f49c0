import { wireLimits } from '../../shared/limits.ts';
import { closeCode, deletedRoom, purgedRoom } from '../../shared/protocol/close.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import { Deletion } from './deletion.ts';
import type { RoomDocument } from './document.ts';
import type { RoomHost } from './host.ts';
import { type PurgeOrder, Purging } from './purging.ts';
import type { Session } from './session.ts';

/** What a deletion or a purge needs of its room. */
export interface EndedRoom {
  readonly document: RoomDocument<Session>;
  end(isOneOf: (session: Session) => boolean, code: number, reason: string): void;
  /** Detaches the document, and resolves with it once everything handled so far is on disk. */
  quiet(): Promise<RoomDocument<Session> | undefined>;
  /** Drops the document in memory: the next connection loads it from disk. */
  forget(): void;
}

/**
 * Ends the room as it is stored: its owner, through the coder, deletes it or purges a text from it. Everyone
 * is disconnected, and a record of the deletion, or the room without the text, is stored in its place.
 */
export class Endings {
  readonly #host: RoomHost;
  readonly #room: EndedRoom;
  readonly #deletion: Deletion;
  readonly #purging: Purging;

  constructor(host: RoomHost, room: EndedRoom) {
    this.#host = host;
    this.#room = room;
    this.#deletion = new Deletion(host.storage);
    this.#purging = new Purging(host.storage);
  }

  get isBegun(): boolean {
    return this.#deletion.isBegun || this.#purging.isUnderWay;
  }

  /**
   * The refusal for anyone who connects; undefined while the room is open. @throws when storage cannot be
   * read
   */
  async refusal(): Promise<{ code: number; reason: string } | undefined> {
    return (await this.#deletion.refusal()) ?? this.#purging.refusal;
  }

  delete(): void {
    if (this.isBegun) return;
    const done = this.#deletion.run(async () => void (await this.#room.quiet()), this.#host.wallMs());
    this.#disconnectAll(done, closeCode.deleted, deletedRoom);
  }

  purge(order: PurgeOrder): void {
    if (this.isBegun) return;
    if (purgeMarkOf(this.#room.document.doc) === order.clientId)
      return this.#room.end(({ service }) => service, closeCode.purged, purgedRoom);
    const done = this.#purging.run(() => this.#room.quiet(), order, this.#host.wallMs());
    this.#disconnectAll(done, closeCode.purged, purgedRoom);
  }

  /**
   * Disconnects people at once, and the coder when the work is done. Nobody who reconnects meanwhile gets in.
   */
  #disconnectAll(done: Promise<void>, code: number, reason: string): void {
    this.#room.end(({ service }) => !service, code, reason);
    done.then(
      () => {
        this.#room.end(() => true, code, reason);
        if (this.#host.letGo) this.#host.after(wireLimits.lastFramesMs, this.#host.letGo);
        else this.#purging.over();
      },
      (error: unknown) => {
        console.error('tandem: what a room has stored could not be replaced', error);
        this.#purging.over();
        this.#room.forget();
        this.#room.end(() => true, closeCode.tryLater, 'The room could not do this.');
      },
    );
  }
}
