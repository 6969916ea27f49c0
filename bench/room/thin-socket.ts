import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { clientFrame, FrameReader, opcode } from './websocket-frames.ts';

const closingMs = 50;
const normalClosure = 1_000;
const readBytes = 65_536;
const endOfHead = '\r\n\r\n';

interface ThinSocketOptions {
  readonly onMessage: (payload: Buffer, isText: boolean) => void;
  /** Called once. */
  readonly onClose: (how: string) => void;
}

/**
 * A client's WebSocket without what a browser's or `ws` does beside passing messages on: driver and server share two
 * cores, and at the most edits a second the driver must not be what is measured.
 */
export class ThinSocket {
  readonly #stream: Socket;
  readonly #frames = new FrameReader();
  readonly #onMessage: ThinSocketOptions['onMessage'];
  readonly #opened = Promise.withResolvers<void>();
  /** What came of the answer to the handshake; undefined once that is whole. */
  #head: string | undefined = '';
  #isOpen = false;
  #isSeldom = false;
  #closedWith = 'without a closing frame';

  constructor(url: string, { onMessage, onClose }: ThinSocketOptions) {
    const { hostname, port, host, pathname, search } = new URL(url);
    this.#onMessage = onMessage;
    this.#stream = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: { buffer: Buffer.alloc(readBytes), callback: (length, buffer) => this.#onRead(length, buffer) },
    });
    this.#stream.write(
      [
        `GET ${pathname}${search} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ].join('\r\n') + endOfHead,
    );
    this.#stream.on('error', (error) => {
      // 'close' follows.
      this.#closedWith = `by an error: ${error.message}`;
    });
    this.#stream.on('close', () => {
      this.#isOpen = false;
      this.#opened.reject(new Error(`a server closed a socket ${this.#closedWith}`));
      onClose(this.#closedWith);
    });
  }

  /** Resolves once messages can be sent. @throws when the server opens no WebSocket */
  opened(): Promise<void> {
    return this.#opened.promise;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** From now on it reads only what has come when {@link readNow} is called: many messages at once cost hardly more than one. */
  readSeldom(): void {
    this.#isSeldom = true;
  }

  readNow(): void {
    this.#stream.resume();
  }

  send(payload: Uint8Array): void {
    this.#send(opcode.binary, payload);
  }

  async close(): Promise<void> {
    if (this.#stream.closed) return;
    const closed = new Promise((resolve) => this.#stream.once('close', resolve));
    this.#isSeldom = false;
    this.#stream.resume();
    if (this.#isOpen) {
      this.#isOpen = false;
      const code = Buffer.alloc(2);
      code.writeUInt16BE(normalClosure);
      this.#send(opcode.close, code);
    }
    // PartyKit's workerd leaves its half of the closing handshake to the party, and not every party does its part.
    const timer = setTimeout(() => this.#stream.destroy(), closingMs);
    await closed;
    clearTimeout(timer);
  }

  /** @returns whether to go on reading */
  #onRead(length: number, buffer: Uint8Array): boolean {
    // A copy: the next read writes into the same buffer.
    const chunk = Buffer.from(buffer.subarray(0, length));
    try {
      if (this.#head === undefined) this.#frames.push(chunk, this.#onFrame);
      else this.#shakeHands(this.#head + chunk.toString('latin1'));
    } catch (error) {
      this.#stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    return !this.#isSeldom;
  }

  #shakeHands(head: string): void {
    const end = head.indexOf(endOfHead);
    this.#head = end < 0 ? head : undefined;
    if (end < 0) return;
    if (!head.startsWith('HTTP/1.1 101 '))
      throw new Error(`no WebSocket, but ${head.slice(0, head.indexOf('\r\n'))}`);
    this.#isOpen = true;
    this.#opened.resolve();
    this.#frames.push(Buffer.from(head.slice(end + endOfHead.length), 'latin1'), this.#onFrame);
  }

  readonly #onFrame = (code: number, payload: Buffer): void => {
    if (code === opcode.binary || code === opcode.text) this.#onMessage(payload, code === opcode.text);
    else if (code === opcode.ping) this.#send(opcode.pong, payload);
    else if (code === opcode.close) {
      this.#closedWith =
        payload.length < 2
          ? 'without a code'
          : `with ${payload.readUInt16BE(0)} ${payload.toString('utf8', 2)}`;
      if (this.#isOpen) this.#send(opcode.close, payload);
      this.#isOpen = false;
      this.#stream.end();
    }
  };

  #send(code: number, payload: Uint8Array): void {
    this.#stream.write(clientFrame(code, payload));
  }
}
