import * as Y from 'yjs';
import { FrameAssembler } from '../../shared/protocol/chunks.ts';
import { controlFrame, saveAckFrame, updateFrame } from '../../shared/protocol/frames.ts';
import { CursorPace } from './cursor-pace.ts';
import { ThinSocket } from './thin-socket.ts';
import type { Cursor } from './typist.ts';
import { presenceMessage, read, syncMessage, type Wire } from './wire.ts';

/** An empty document's state vector, and an update without content. */
const nothing = new Uint8Array([0]);
const noUpdate = new Uint8Array([0, 0]);

/**
 * One socket of the driver, as thin as possible: it counts what it hears and passes the updates on. It
 * applies no text to a document, so that the bench measures the server and not the client.
 */
export class Client {
  readonly #socket: ThinSocket;
  readonly #wire: Wire;
  readonly #room: string;
  readonly #assembler = new FrameAssembler();
  readonly #synced = Promise.withResolvers<void>();
  #joined = false;
  #closed: string | undefined;
  #edits = 0;
  readonly #pace = new CursorPace((cursor) => this.#sendPresence(cursor));
  frames = 0;
  bytes = 0;
  /**
   * What came since the last step 1 it sent: all text, when that is the first. A client that has joined and has nobody
   * who listens only counts frames.
   */
  onUpdate: ((update: Uint8Array) => void) | undefined;

  private constructor(url: string, wire: Wire, room: string) {
    this.#wire = wire;
    this.#room = room;
    this.#socket = new ThinSocket(url, {
      onMessage: (payload, isText) => {
        this.frames++;
        this.bytes += payload.byteLength;
        if (this.#joined && this.onUpdate === undefined) return;
        const frame = this.#whole(payload, isText);
        if (frame && this.#hear(frame)) this.#synced.resolve();
      },
      onClose: (how) => {
        this.#pace.stop();
        this.#closed = how;
        this.#synced.reject(new Error(`a server closed a socket ${how}`));
      },
    });
    // Closed after it has joined, it is for `check` to say.
    this.#synced.promise.catch(() => undefined);
  }

  /**
   * Connects and asks for the document. Resolves at the server's step 2; where there is none to wait for, when the
   * socket is open.
   */
  static async join(
    url: string,
    wire: Wire,
    room: string,
    options: { waits: boolean; onUpdate?: (update: Uint8Array) => void },
  ): Promise<Client> {
    const client = new Client(url, wire, room);
    client.onUpdate = options.onUpdate;
    const socket = client.#socket;
    await socket.opened();
    for (const message of wire.greeting(room)) socket.send(message);
    socket.send(syncMessage(wire, room, 'step1', nothing));
    if (options.waits) await client.#synced.promise;
    client.#joined = true;
    return client;
  }

  /** From now on reads only at {@link readNow}, for clients that only count. */
  readSeldom(): void {
    this.#socket.readSeldom();
  }

  readNow(): void {
    this.#socket.readNow();
  }

  /** Sends an edit as its kind of client does. */
  sendEdit(update: Uint8Array): void {
    if (this.#wire.clients === 'own') {
      this.#socket.send(Buffer.concat([updateFrame(update), saveAckFrame(++this.#edits)]));
    } else this.#socket.send(syncMessage(this.#wire, this.#room, 'update', update));
  }

  /** Shows a cursor as its kind of client does. A stock one sends each move. */
  showCursor(cursor: Cursor): void {
    if (this.#wire.clients === 'own') this.#pace.move(cursor);
    else this.#sendPresence(cursor);
  }

  /** Replaces the token of a session that lasts for long. */
  renewToken(token: string): void {
    this.#socket.send(controlFrame({ type: 'token', token }));
  }

  /** @throws when the server has closed it: measurements since then are worthless. */
  check(): void {
    if (!this.#socket.isOpen) throw new Error(`a server closed a socket of the driver ${this.#closed ?? ''}`);
  }

  async leave(): Promise<void> {
    this.#pace.stop();
    await this.#socket.close();
  }

  #sendPresence({ update }: Cursor): void {
    this.#socket.send(presenceMessage(this.#wire, this.#room, update));
  }

  /** Text messages are the markers of a large frame in pieces to our own client, and a server's chatter to a stock one. */
  #whole(payload: Buffer, isText: boolean): Uint8Array | undefined {
    if (this.#wire.clients === 'stock') return isText ? undefined : payload;
    return this.#assembler.take(isText ? payload.toString() : payload, Date.now());
  }

  /** @returns whether a step 2 was in it. */
  #hear(frame: Uint8Array): boolean {
    const all = read(this.#wire, frame);
    for (const heard of all) {
      if (heard.type === 'step1') {
        // Everything it wrote was sent at once, so there is nothing to add.
        this.#socket.send(syncMessage(this.#wire, this.#room, 'step2', noUpdate));
      } else if (heard.type !== 'other') this.onUpdate?.(heard.update);
    }
    return all.some(({ type }) => type === 'step2');
  }
}

/** How far an update brings the text of `author`: the clock after its last struct, 0 when it has none of theirs. */
export const reaches = (update: Uint8Array): ReadonlyMap<number, number> => Y.parseUpdateMeta(update).to;
