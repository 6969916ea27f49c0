import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { FrameAssembler } from '../shared/protocol/chunks.ts';
import { readClientFrame, readServerFrame } from '../shared/protocol/frames.ts';
import { Peer } from '../shared/protocol/peer.ts';
import { tokenFor } from './room-clients.ts';
import type { RoomAddress } from './room-process.ts';

const editMs = 4;
const editsALongOne = 100;
/** More than one piece of a stored value. */
const longLength = 130_000;

/**
 * Keeps typing numbered words into a text of its own, and remembers how many the room has acked, by the
 * numbers of the acks on the wire.
 */
export class Typist {
  readonly name: string;
  readonly doc = new Y.Doc();
  readonly peer: Peer;
  typed = 0;
  acked = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(server: RoomAddress, room: string, name: string) {
    this.name = name;
    this.peer = new Peer({
      doc: this.doc,
      awareness: new Awareness(this.doc),
      connect: async () => {
        const token = await tokenFor(room, name);
        return this.#watch(server.socket(room, `token=${token}&tandem=1`));
      },
    });
  }

  start(): void {
    this.peer.start();
    this.#timer = setInterval(() => this.#type(), editMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.peer.stop();
  }

  /** How many of its edits a document has, counted from the first without a gap. */
  editsIn(doc: Y.Doc): number {
    const words = this.#text(doc).toJSON().split(';').slice(0, -1);
    const gap = words.findIndex((word, i) => word !== `${i + 1}`);
    return gap === -1 ? words.length : gap;
  }

  textsIn(doc: Y.Doc): string[] {
    return [this.#text(doc).toJSON(), this.#long(doc).toJSON()];
  }

  readonly #text = (doc: Y.Doc): Y.Text => doc.getText(this.name);
  readonly #long = (doc: Y.Doc): Y.Text => doc.getText(`${this.name} long`);

  #type(): void {
    this.typed++;
    const text = this.#text(this.doc);
    text.insert(text.length, `${this.typed};`);
    if (this.typed % editsALongOne !== 0) return;
    // Long enough for a value of several pieces, and for snapshots.
    const long = this.#long(this.doc);
    this.doc.transact(() => {
      long.delete(0, long.length);
      long.insert(0, `${this.typed} `.padEnd(longLength, 'long '));
    });
  }

  /** Records what had been typed at each ack request, and what is acked. */
  #watch(socket: WebSocket): WebSocket {
    const asked = new Map<number, number>();
    const [sent, heard] = [new FrameAssembler(), new FrameAssembler()];
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      const frame = typeof data === 'string' || data instanceof Uint8Array ? sent.take(data, 0) : undefined;
      for (const message of frame ? readClientFrame(frame) : [])
        if (message.type === 'saveAck' && !asked.has(message.n)) asked.set(message.n, this.typed);
      send(data);
    };
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      const frame = heard.take(typeof data === 'string' ? data : new Uint8Array(data), 0);
      for (const message of frame ? readServerFrame(frame) : [])
        if (message.type === 'saveAck') this.acked = Math.max(this.acked, asked.get(message.n) ?? 0);
    });
    return socket;
  }
}
