import { wireLimits } from '../../shared/limits.ts';
import { closeCode, deletedRoom, purgedRoom } from '../../shared/protocol/close.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import { Deletion } from './deletion.ts';
import type { RoomDocument } from './document.ts';
import type { RoomHost } from './host.ts';
import { type PurgeOrder, Purging } from './purging.ts';
import type { Session } from './session.ts';

/** The room that is put out. */
export interface EndedRoom {
  readonly document: RoomDocument<Session>;
  end(isOneOf: (session: Session) => boolean, code: number, reason: string): void;
  /** Resolves with the document, which is nobody's then, when all that was taken is on disk. */
  quiet(): Promise<RoomDocument<Session> | undefined>;
  /** The document is what is on disk. */
  forget(): void;
}

/** What its owner does to all of a room, by way of the coder: everyone is put out, and something else is stored in its place. */
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

  /** What whoever comes is told; undefined while the room is there for them. @throws when storage cannot be read */
  async refusal(): Promise<{ code: number; reason: string } | undefined> {
    return (await this.#deletion.refusal()) ?? this.#purging.refusal;
  }

  delete(): void {
    if (this.isBegun) return;
    const done = this.#deletion.run(async () => void (await this.#room.quiet()), this.#host.now());
    this.#putOut(done, closeCode.deleted, deletedRoom);
  }

  purge(order: PurgeOrder): void {
    if (this.isBegun) return;
    if (purgeMarkOf(this.#room.document.doc) === order.clientId)
      return this.#room.end(({ service }) => service, closeCode.purged, purgedRoom);
    const done = this.#purging.run(() => this.#room.quiet(), order, this.#host.now());
    this.#putOut(done, closeCode.purged, purgedRoom);
  }

  /** The coder hears of it when it is done; all others at once, and by then nobody who comes back finds the room open. */
  #putOut(done: Promise<void>, code: number, reason: string): void {
    this.#room.end(({ service }) => !service, code, reason);
    done.then(
      () => {
        this.#room.end(() => true, code, reason);
        if (this.#host.letGo) this.#host.after(wireLimits.lastFramesMs, this.#host.letGo);
        else this.#purging.over();
      },
      (error: unknown) => {
        console.error('tandem: what is stored of a room could not be replaced', error);
        this.#purging.over();
        this.#room.forget();
        this.#room.end(() => true, closeCode.tryLater, 'The room could not do this.');
      },
    );
  }
}
