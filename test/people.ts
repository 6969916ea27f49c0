import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import * as z from 'zod/mini';
import { type CoderEvent, coderEventSchema } from '../shared/chat.ts';
import { Peer, type PeerSocket } from '../shared/protocol/peer.ts';
import { type NewRoom, newRoomSchema, type Session, sessionSchema } from '../shared/session.ts';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  text: string;
  /** The body, when it is JSON. */
  json: T & { error?: { code: string; message: string } };
}

export async function readAnswer<T = Record<string, unknown>>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (isJson ? JSON.parse(text) : {}) as Answer<T>['json'],
  };
}

export async function post<T>(
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const init: RequestInit = { method: 'POST', headers };
  if (body !== undefined) init.body = JSON.stringify(body);
  return readAnswer<T>(await fetch(url, init));
}

/** The key in a room's link. */
export const keyOf = (link: string): string => link.slice(link.indexOf('#') + 1);

/** A person in a room, and the calls that their session allows. */
export class Person {
  readonly origin: string;
  readonly room: string;
  readonly session: Session;

  constructor(origin: string, room: string, session: Session) {
    this.origin = origin;
    this.room = room;
    this.session = session;
  }

  /** One call of the coder; `path` is what follows the room's id. */
  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const init: RequestInit = {
      method,
      headers: { authorization: `Bearer ${this.session.token}`, ...headers },
    };
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
    return readAnswer<T>(await fetch(`${this.origin}/agents/coder/${this.room}/${path}`, init));
  }

  /** Joins the room through the Worker, and resolves when the text is there. */
  async join(): Promise<Peer & { doc: Y.Doc; awareness: Awareness }> {
    const doc = new Y.Doc();
    const awareness = new Awareness(doc);
    const { token } = this.session;
    const url = `${this.origin.replace('http', 'ws')}/parties/main/${this.room}?tandem=1&token=${token}`;
    // Not awaited until it is open: the room's first frames may come with the handshake's answer.
    const connect = async (): Promise<PeerSocket> => {
      const socket = new WebSocket(url, { origin: this.origin });
      socket.binaryType = 'arraybuffer';
      return socket as unknown as PeerSocket;
    };
    const peer = new Peer({ doc, awareness, connect });
    peer.start();
    await peer.until(({ synced }) => synced, 5_000, 'sync');
    return Object.assign(peer, { doc, awareness });
  }

  /**
   * Tries to join the room through the Worker, and resolves with its close code. For people who are refused.
   */
  refusedByRoom(): Promise<number> {
    const { token } = this.session;
    const url = `${this.origin.replace('http', 'ws')}/parties/main/${this.room}?tandem=1&token=${token}`;
    const socket = new WebSocket(url, { origin: this.origin });
    return new Promise((resolve, reject) => {
      socket.on('close', resolve);
      socket.on('error', reject);
    });
  }

  /** Asks the room how many connections it has. */
  headCount(): Promise<Response> {
    const headers = { authorization: `Bearer ${this.session.token}` };
    return fetch(`${this.origin}/parties/main/${this.room}`, { headers });
  }

  /** Opens the coder's socket, as a page does. */
  async watch(): Promise<Watcher> {
    const url = `${this.origin.replace('http', 'ws')}/agents/coder/${this.room}?token=${this.session.token}`;
    const socket = new WebSocket(url);
    const watcher = new Watcher(socket);
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    return watcher;
  }
}

const frameSchema = z.record(z.string(), z.unknown());

/** The coder's socket, with everything that has come over it. */
export class Watcher {
  readonly frames: Record<string, unknown>[] = [];
  /** The coder's own kinds of frames. */
  readonly events: CoderEvent[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  #wake: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const frame = frameSchema.parse(JSON.parse(data.toString('utf8')));
      this.frames.push(frame);
      const event = coderEventSchema.safeParse(frame);
      if (event.success) this.events.push(event.data);
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  /**
   * Resolves with the code of the server's close frame. After a close that no message caused, workerd leaves the
   * connection itself to the client, which would wait half a minute for it.
   */
  async dismissed(): Promise<number> {
    while (this.socket.readyState === WebSocket.OPEN) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.socket.terminate();
    return this.closed;
  }

  /** Resolves with what `find` returns, which is called again after each frame. */
  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** What a run has printed so far. */
  outputOf(runId: string): string[] {
    return this.events.flatMap((event) =>
      event.type === 'run-output' && event.runId === runId ? event.entries.map(({ text }) => text) : [],
    );
  }
}

/** A new room with one person for each of its links, and a way to let more people in. */
export async function newRoom(origin: string): Promise<{
  room: NewRoom;
  owner: Person;
  editor: Person;
  viewer: Person;
  enter: (link: string, name: string) => Promise<Person>;
}> {
  const room = newRoomSchema.parse((await post(`${origin}/api/rooms`)).json);
  const enter = async (link: string, name: string): Promise<Person> => {
    const answer = await post(`${origin}/api/rooms/${room.room}/session`, { key: keyOf(link), name });
    return new Person(origin, room.room, sessionSchema.parse(answer.json));
  };
  const [owner, editor, viewer] = await Promise.all([
    enter(room.links.owner, 'Olga'),
    enter(room.links.edit, 'Ada'),
    enter(room.links.view, 'Vic'),
  ]);
  return { room, owner, editor, viewer, enter };
}
