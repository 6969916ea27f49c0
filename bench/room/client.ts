import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { presenceMessage, read, syncMessage, type Wire } from './wire.ts';

/** An empty document's state vector, and an update without content. */
const nothing = new Uint8Array([0]);
const noUpdate = new Uint8Array([0, 0]);
const closingMs = 50;

/**
 * One socket of the driver, as thin as possible: it counts what it hears and passes the updates on. It
 * applies no text to a document, so that the bench measures the server and not the client.
 */
export class Client {
  readonly #socket: WebSocket;
  readonly #wire: Wire;
  readonly #room: string;
  frames = 0;
  bytes = 0;
  /** What came since the last step 1 it sent: all text, when that is the first. */
  onUpdate: (update: Uint8Array) => void = () => undefined;

  private constructor(socket: WebSocket, wire: Wire, room: string) {
    this.#socket = socket;
    this.#wire = wire;
    this.#room = room;
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
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.binaryType = 'nodebuffer';
    const client = new Client(socket, wire, room);
    if (options.onUpdate) client.onUpdate = options.onUpdate;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.on('message', (data: Buffer, isBinary) => {
      client.frames++;
      client.bytes += data.byteLength;
      // Text messages on these sockets are the server's own chatter.
      if (isBinary && client.#hear(data)) resolve();
    });
    socket.on('open', () => {
      for (const message of wire.greeting(room)) socket.send(message);
      socket.send(syncMessage(wire, room, 'step1', nothing));
      if (!options.waits) resolve();
    });
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code}: ${reason.toString()}`)));
    await promise;
    return client;
  }

  sendUpdate(update: Uint8Array): void {
    this.#socket.send(syncMessage(this.#wire, this.#room, 'update', update));
  }

  sendPresence(update: Uint8Array): void {
    this.#socket.send(presenceMessage(this.#wire, this.#room, update));
  }

  /** @throws when the server has closed it: measurements since then are worthless. */
  check(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error('a server closed a socket of the driver');
  }

  async leave(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.close();
    // PartyKit's workerd leaves its half of the closing handshake to the party, and not every party does its
    // part.
    const timer = setTimeout(() => this.#socket.terminate(), closingMs);
    await closed;
    clearTimeout(timer);
  }

  /** @returns whether it was a step 2. */
  #hear(data: Uint8Array): boolean {
    const heard = read(this.#wire, data);
    if (heard.type === 'step1') {
      // Everything it wrote was sent at once, so there is nothing to add.
      this.#socket.send(syncMessage(this.#wire, this.#room, 'step2', noUpdate));
    } else if (heard.type !== 'other') this.onUpdate(heard.update);
    return heard.type === 'step2';
  }
}

/** How far an update brings the text of `author`: the clock after its last struct, 0 when it has none of theirs. */
export const reaches = (update: Uint8Array): ReadonlyMap<number, number> => Y.parseUpdateMeta(update).to;
