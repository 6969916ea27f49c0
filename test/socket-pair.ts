import type { RoomCore } from '../party/room/core.ts';
import type { Handshake } from '../party/room/host.ts';
import type { PeerSocket } from '../shared/protocol/line.ts';

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

/** The client's end of a socket to a room in this process. Every message arrives in a turn of its own, in order. */
export class ClientSocket extends EventTarget {
  readyState = 0;
  #outgoing: (data: Data) => void = () => undefined;
  #onClose: () => void = () => undefined;

  constructor(core: RoomCore, handshake: Handshake) {
    super();
    void this.#join(core, handshake);
  }

  send(data: Data | ArrayBuffer): void {
    if (this.readyState !== 1) return;
    const copy = typeof data === 'string' ? data : new Uint8Array(data).slice();
    setImmediate(() => this.#outgoing(copy));
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    setImmediate(() => {
      this.#onClose();
      this.#closed(code, reason);
    });
  }

  /** The network is gone: neither end is told. */
  cut(): void {
    this.readyState = 3;
    this.#outgoing = () => undefined;
  }

  async #join(core: RoomCore, handshake: Handshake): Promise<void> {
    const early: (() => void)[] = [];
    let isOpen = false;
    const deliver = (event: () => void): void => {
      if (isOpen) setImmediate(event);
      else early.push(event);
    };
    const connection = {
      send: (frame: Uint8Array): void => {
        const data = frame.slice().buffer;
        deliver(() => this.readyState === 1 && this.dispatchEvent(new MessageEvent('message', { data })));
      },
      close: (code: number, reason: string): void => deliver(() => this.#closed(code, reason)),
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
    for (const event of early) setImmediate(event);
  }

  #closed(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new ClosedEvent(code, reason));
  }
}

export const asPeerSocket = (socket: ClientSocket): PeerSocket => socket as unknown as PeerSocket;
