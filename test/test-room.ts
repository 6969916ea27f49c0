import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { signService, signSession } from '../party/auth.ts';
import { RoomCore } from '../party/room/core.ts';
import { Flooders } from '../party/room/flooders.ts';
import { newRoomId } from '../shared/ids.ts';
import { FrameAssembler } from '../shared/protocol/chunks.ts';
import { type Message, readServerFrame } from '../shared/protocol/frames.ts';
import type { ServerControl } from '../shared/protocol/control.ts';
import { Peer, type PeerOptions } from '../shared/protocol/peer.ts';
import type { Role, User } from '../shared/roles.ts';
import type { Sample } from '../shared/samples.ts';
import { Clock, settle } from './clock.ts';
import { MemoryStorage } from './memory-storage.ts';
import { asPeerSocket, ClientSocket } from './socket-pair.ts';

export const testSecret = 'a secret for tests, of no worth to anyone at all';

export const userNamed = (name: string): User => ({ id: `id-${name}`, name, color: 3, kind: 'human' });

/** A room in this process, with storage in memory and a clock that stands still. */
export class TestRoom {
  readonly id: string;
  readonly storage = new MemoryStorage();
  readonly clock = new Clock();
  readonly sockets: ClientSocket[] = [];
  readonly #presenceMsPerSocket: number;
  core: RoomCore;

  /**
   * `presenceMsPerSocket`: as in the room's constructor; by default presence goes out at once. `sample`: what it begins
   * with.
   */
  constructor(presenceMsPerSocket = 0, sample?: Sample) {
    this.id = newRoomId(sample);
    this.#presenceMsPerSocket = presenceMsPerSocket;
    this.core = this.#start();
  }

  #start(): RoomCore {
    const { id, storage, clock } = this;
    const env = { ROOM_SECRET: testSecret, ALLOWED_ORIGINS: 'https://tandem.example' };
    return new RoomCore(
      {
        id,
        storage,
        env,
        flooders: new Flooders(),
        now: clock.now,
        wallMs: clock.wallMs,
        after: clock.after,
      },
      this.#presenceMsPerSocket,
    );
  }

  /** Lets the process die, and another take its place on the same storage. */
  restart(): void {
    for (const socket of this.sockets.splice(0)) socket.cut();
    this.core = this.#start();
  }

  async token(name: string, role: Role = 'editor', room = this.id, epoch?: number): Promise<string> {
    const session = { room, role, user: userNamed(name), ...(epoch === undefined ? {} : { epoch }) };
    return (await signSession(testSecret, session)).token;
  }

  serviceToken(epoch?: number): Promise<string> {
    return signService(testSecret, this.id, epoch);
  }

  socket(token: string, query = '&tandem=1', headers: Record<string, string> = {}): ClientSocket {
    const url = `http://127.0.0.1:1999/parties/main/${this.id}?token=${token}${query}`;
    const socket = new ClientSocket(this.core, { url, headers: new Headers(headers) });
    this.sockets.push(socket);
    return socket;
  }

  /** A peer that has started. */
  peer(
    name: string,
    role: Role = 'editor',
    options: Partial<PeerOptions> = {},
  ): Peer & { doc: Y.Doc; awareness: Awareness } {
    const doc = options.doc ?? new Y.Doc();
    const awareness = options.awareness ?? new Awareness(doc);
    const connect = async () => asPeerSocket(this.socket(await this.token(name, role)));
    const peer = new Peer({ doc, awareness, connect, ...options });
    peer.start();
    return Object.assign(peer, { doc, awareness });
  }

  /** A client that sends exactly what it is told, and remembers what it hears. */
  async raw(token: string, query?: string, headers?: Record<string, string>): Promise<RawClient> {
    const socket = this.socket(token, query, headers);
    const client = new RawClient(socket);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    await settle();
    return client;
  }
}

type Heard = Message<ServerControl>;

export class RawClient {
  readonly #socket: ClientSocket;
  readonly heard: Heard[] = [];
  /** The types of the messages of each WebSocket message, as heard so far. */
  readonly frames: Heard['type'][][] = [];
  closed: { code: number; reason: string } | undefined;

  constructor(socket: ClientSocket) {
    this.#socket = socket;
    const assembler = new FrameAssembler();
    socket.addEventListener('message', (event) => {
      if (!(event instanceof MessageEvent)) return;
      const piece = typeof event.data === 'string' ? event.data : new Uint8Array(event.data);
      const frame = assembler.take(piece, 0);
      if (!frame) return;
      const messages = readServerFrame(frame);
      this.heard.push(...messages);
      this.frames.push(messages.map(({ type }) => type));
    });
    socket.addEventListener('close', (event) => {
      if ('code' in event && 'reason' in event) {
        this.closed = { code: Number(event.code), reason: String(event.reason) };
      }
    });
  }

  async send(...messages: (Uint8Array | string)[]): Promise<void> {
    for (const message of messages) this.#socket.send(message);
    await settle();
  }

  async leave(): Promise<void> {
    this.#socket.close();
    await settle();
  }

  /** Messages of one type, as heard so far. */
  of<Type extends Heard['type']>(type: Type): (Heard & { type: Type })[] {
    return this.heard.filter((message): message is Heard & { type: Type } => message.type === type);
  }

  controls<Type extends ServerControl['type']>(type: Type): Extract<ServerControl, { type: Type }>[] {
    return this.of('control').flatMap(({ control }) =>
      control.type === type ? [control as Extract<ServerControl, { type: Type }>] : [],
    );
  }
}
