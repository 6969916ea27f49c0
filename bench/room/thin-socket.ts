import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { Socket } from 'node:net';
import { clientFrame, FrameReader, opcode } from './websocket-frames.ts';

const closingMs = 50;
const normalClosure = 1_000;

interface ThinSocketOptions {
  readonly onMessage: (payload: Buffer, isText: boolean) => void;
  readonly onClose: (how: string) => void;
}

/**
 * A client's WebSocket without what a browser's or `ws` does beside passing messages on: driver and server share two
 * cores, and at the most edits a second the driver must not be what is measured.
 */
export class ThinSocket {
  readonly #stream: Socket;
  readonly #reader = new FrameReader();
  #isOpen = true;

  private constructor(stream: Socket) {
    this.#stream = stream;
  }

  /** Connects. Nothing is read before {@link listen}. */
  static async open(url: string): Promise<ThinSocket> {
    const request = http.get(url.replace(/^ws/, 'http'), {
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
    });
    const { promise, resolve, reject } = Promise.withResolvers<ThinSocket>();
    request.on('upgrade', (_response, stream, head) => {
      stream.setNoDelay(true);
      // What came together with the answer.
      if (head.length > 0) stream.unshift(head);
      resolve(new ThinSocket(stream));
    });
    request.on('response', ({ statusCode }) => reject(new Error(`no WebSocket, but status ${statusCode}`)));
    request.on('error', reject);
    return await promise;
  }

  listen({ onMessage, onClose }: ThinSocketOptions): void {
    let closedWith = 'without a closing frame';
    const onFrame = (code: number, payload: Buffer): void => {
      if (code === opcode.binary || code === opcode.text) onMessage(payload, code === opcode.text);
      else if (code === opcode.ping) this.#send(opcode.pong, payload);
      else if (code === opcode.close) {
        closedWith =
          payload.length < 2
            ? 'without a code'
            : `with ${payload.readUInt16BE(0)} ${payload.toString('utf8', 2)}`;
        if (this.#isOpen) this.#send(opcode.close, payload);
        this.#isOpen = false;
        this.#stream.end();
      }
    };
    this.#stream.on('data', (chunk: Buffer) => this.#reader.push(chunk, onFrame));
    this.#stream.on('error', (error) => {
      // 'close' follows.
      closedWith = error.message;
    });
    this.#stream.on('close', () => {
      this.#isOpen = false;
      onClose(closedWith);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(payload: Uint8Array): void {
    this.#send(opcode.binary, payload);
  }

  async close(): Promise<void> {
    if (this.#stream.closed) return;
    const closed = new Promise((resolve) => this.#stream.once('close', resolve));
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

  #send(code: number, payload: Uint8Array): void {
    this.#stream.write(clientFrame(code, payload));
  }
}
