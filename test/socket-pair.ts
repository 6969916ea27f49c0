import type { RoomCore } from '../party/room/core.ts';
import type { Handshake } from '../party/room/host.ts';
import type { PeerSocket } from '../shared/protocol/reconnecting-socket.ts';

type Data = Uint8Array | string;

class ClosedEvent extends Event {
  readonly code: number;
  readonly reason: string;
  constructor(code: number, reason: string) {
    super('close');
    this.code = code;
    this.reason = reason;
  }
}

/** How messages travel: calls each of them later, in order. */
export interface Way {
  up: (deliver: () => void) => void;
  down: (deliver: () => void) => void;
}

/**
 * The client's end of a socket to a room in this process. Every message arrives in a task of its own, in
 * order.
 */
export class ClientSocket extends EventTarget {
  readyState = 0;
  /** Resolves when the room has admitted or refused this socket. */
  readonly joined: Promise<void>;
  /** How many times the next message each way arrives. */
  readonly #copies = { up: 1, down: 1 };
  readonly #silent = { up: false, down: false };
  #outgoing: (data: Data) => void = () => undefined;
  #onClose: () => void = () => undefined;

  readonly #way: Way;

  constructor(core: RoomCore, handshake: Handshake, way: Way = { up: setImmediate, down: setImmediate }) {
    super();
    this.#way = way;
    this.joined = this.#join(core, handshake);
  }

  send(data: Data | ArrayBuffer): void {
    if (this.readyState !== 1) return;
    const copy = typeof data === 'string' ? data : new Uint8Array(data).slice();
    for (let n = this.#takeCopies('up'); n > 0; n--) this.#way.up(() => this.#outgoing(copy));
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    this.#way.up(() => {
      this.#onClose();
      this.#closed(code, reason);
    });
  }

  /** The next message to the room arrives twice. */
  repeatUp(): void {
    this.#copies.up = 2;
  }

  /** The next message from the room arrives twice, or never. */
  disturbDown(copies: 0 | 2): void {
    this.#copies.down = copies;
  }

  /** From now on nothing gets through in one direction, and neither end notices. */
  silence(direction: 'up' | 'down'): void {
    this.#silent[direction] = true;
  }

  /** Cuts the network: neither end notices. */
  cut(): void {
    this.readyState = 3;
    this.#outgoing = () => undefined;
  }

  async #join(core: RoomCore, handshake: Handshake): Promise<void> {
    const early: (() => void)[] = [];
    let isOpen = false;
    const deliver = (event: () => void): void => {
      if (isOpen) this.#way.down(event);
      else early.push(event);
    };
    const connection = {
      send: (message: Uint8Array | string): void => {
        const data = typeof message === 'string' ? message : message.slice().buffer;
        for (let n = this.#takeCopies('down'); n > 0; n--)
          deliver(() => this.readyState === 1 && this.dispatchEvent(new MessageEvent('message', { data })));
      },
      close: (code: number, reason: string): void =>
        deliver(() => this.#silent.down || this.#closed(code, reason)),
    };
    const session = await core.accept(connection, handshake);
    if (session) {
      this.#outgoing = (data) => core.message(session, data);
      this.#onClose = () => core.leave(session);
    }
    if (this.readyState !== 0) {
      this.#onClose();
      return;
    }
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    isOpen = true;
    for (const event of early) this.#way.down(event);
  }

  #takeCopies(direction: 'up' | 'down'): number {
    const copies = this.#silent[direction] ? 0 : this.#copies[direction];
    this.#copies[direction] = 1;
    return copies;
  }

  #closed(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new ClosedEvent(code, reason));
  }
}

export const asPeerSocket = (socket: ClientSocket): PeerSocket => socket as unknown as PeerSocket;
