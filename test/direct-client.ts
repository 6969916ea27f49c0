import type { RoomConnection } from '../party/room/host.ts';
import type { Session } from '../party/room/session.ts';
import { FrameAssembler } from '../shared/protocol/chunks.ts';
import type { ServerControl } from '../shared/protocol/control.ts';
import { type Message, readServerFrame } from '../shared/protocol/frames.ts';
import type { TestRoom } from './test-room.ts';

/** A connection without a network: whatever either side sends arrives at once. Cheap enough for very many. */
export class DirectClient implements RoomConnection {
  readonly #room: TestRoom;
  readonly #frames: Uint8Array[] = [];
  readonly #assembler = new FrameAssembler();
  #session: Session | undefined;
  /** The close code, once the room has closed it. */
  closed: number | undefined;

  private constructor(room: TestRoom) {
    this.#room = room;
  }

  static async open(room: TestRoom, token: string): Promise<DirectClient> {
    const client = new DirectClient(room);
    const handshake = { url: `http://127.0.0.1:1999/?token=${token}&tandem=1`, headers: new Headers() };
    client.#session = await room.core.accept(client, handshake);
    if (!client.#session) throw new Error(`the room closed with ${client.closed}`);
    return client;
  }

  /** What the room has sent since the last call. */
  takeHeard(): Message<ServerControl>[] {
    return this.#frames.splice(0).flatMap(readServerFrame);
  }

  /** Sends messages to the room. */
  tell(...messages: (Uint8Array | string)[]): void {
    for (const message of messages) if (this.#session) this.#room.core.message(this.#session, message);
  }

  leave(): void {
    if (this.#session) this.#room.core.leave(this.#session);
  }

  send(message: Uint8Array | string): void {
    const frame = this.#assembler.take(message, 0);
    if (frame) this.#frames.push(frame);
  }

  close(code: number): void {
    this.closed = code;
  }
}
