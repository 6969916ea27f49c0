import type { UIMessage } from 'ai';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type AgentState, agentStateSchema, inOrder, type MessageMetadata } from '../shared/chat.ts';
import { createFile, deleteFile, readAll } from '../shared/doc.ts';
import { newUlid } from '../shared/ids.ts';
import { agentLimits } from '../shared/limits.ts';
import { presenceSchema } from '../shared/presence.ts';
import { Peer } from '../shared/protocol/peer.ts';
import { type NewRoom, newRoomSchema, type Session, sessionSchema } from '../shared/session.ts';
import { after } from '../shared/timers.ts';

export type Message = UIMessage<MessageMetadata>;

interface Frame {
  type: string;
  [key: string]: unknown;
}

/** One person in a room: a peer of the document, a socket to the coder, and calls. */
export class Page {
  static readonly all: Page[] = [];
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly room: string;
  readonly session: Session;
  /** The transcript as this page has received it. */
  transcript: Message[] = [];
  state: AgentState | undefined;
  /**
   * What stood before the agent's cursor in its line, and what the agent was doing according to the coder's
   * state.
   */
  readonly cursors = new Set<string>();
  readonly statuses: string[] = [];
  readonly chunks: string[] = [];
  readonly #url: string;
  readonly #peer: Peer;
  #socket: WebSocket | undefined;

  static async join(url: string, room: NewRoom, name: string, by: 'owner' | 'edit' = 'edit'): Promise<Page> {
    const key = new URL(room.links[by], url).hash.slice(1);
    const answer = await fetch(`${url}/api/rooms/${room.room}/session`, {
      method: 'POST',
      body: JSON.stringify({ key, name }),
    });
    const page = new Page(url, room.room, sessionSchema.parse(await answer.json()));
    await page.watch();
    return page;
  }

  constructor(url: string, room: string, session: Session) {
    this.#url = url;
    this.room = room;
    this.session = session;
    const ws = url.replace('http', 'ws');
    this.#peer = new Peer({
      doc: this.doc,
      awareness: this.awareness,
      connect: async () => {
        const socket = new WebSocket(`${ws}/parties/main/${room}?tandem=1&token=${session.token}`);
        socket.binaryType = 'arraybuffer';
        return socket;
      },
    });
    this.awareness.on('change', () => this.#seeAgent());
    this.doc.on('update', () => this.#seeAgent());
    this.#peer.start();
    Page.all.push(this);
  }

  #seeAgent(): void {
    for (const state of this.awareness.getStates().values()) {
      const presence = presenceSchema.safeParse(state);
      if (!presence.success || presence.data.user.kind !== 'agent') continue;
      const head = presence.data.selection?.head;
      const at =
        head &&
        Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), this.doc);
      if (at) this.cursors.add(at.type.toJSON().slice(0, at.index).split('\n').at(-1));
    }
  }

  /**
   * Opens the socket to the coder, and waits for the one to the room. Both go through the Worker: after it
   * was killed, the page sees what the room has only once the Worker is back and the peer has reconnected.
   */
  async watch(): Promise<void> {
    await this.#peer.until(({ synced }) => synced, 20_000, 'synced');
    const ws = this.#url.replace('http', 'ws');
    const socket = new WebSocket(`${ws}/agents/coder/${this.room}?token=${this.session.token}`);
    this.#socket = socket;
    // What an earlier socket reported may be long over.
    this.state = undefined;
    const told: Frame[] = [];
    let fold = (frame: Frame): void => void told.push(frame);
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame;
      fold(frame);
      if (frame.type === 'cf_agent_state') {
        this.state = agentStateSchema.parse(frame['state']);
        this.statuses.push(this.state.status);
      }
      if (frame.type === 'cf_agent_stream_resuming') {
        socket.send(JSON.stringify({ type: 'cf_agent_stream_resume_ack', id: frame['id'] }));
      }
      if (frame.type === 'cf_agent_use_chat_response') this.chunks.push(String(frame['body']));
    });
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error('the socket to the coder was not opened')));
    });
    // Whatever is sent while the history is on its way is newer than the history, or part of it.
    this.transcript = await this.shownHistory();
    fold = (frame) => this.#fold(frame);
    told.forEach(fold);
  }

  #fold(frame: Frame): void {
    if (frame.type === 'cf_agent_chat_messages') throw new Error('the whole transcript was sent');
    if (frame.type === 'cf_agent_message_updated') {
      const message = frame['message'] as Message;
      const at = this.transcript.findIndex(({ id }) => id === message.id);
      const now = at < 0 ? [...this.transcript, message] : this.transcript.with(at, message);
      this.transcript = inOrder(now, ({ metadata }) => metadata?.at);
    }
    if (frame.type === 'messages-gone') {
      const gone = frame['ids'] as string[];
      this.transcript = this.transcript.filter(({ id }) => !gone.includes(id));
    }
  }

  fetch(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.#url}/agents/coder/${this.room}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.session.token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  }

  async call<Answer = unknown>(...request: Parameters<Page['fetch']>): Promise<Answer> {
    const answer = await this.fetch(...request);
    if (!answer.ok) throw new Error(`${request[1]}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  async ask(message: string): Promise<Message[]> {
    const answer = await this.call<{ messages: Message[] }>('POST', 'chat', JSON.stringify({ message }));
    return answer.messages;
  }

  askLater(message: string): Promise<{ id: string }> {
    return this.call('POST', 'chat', JSON.stringify({ message }), { Prefer: 'respond-async' });
  }

  /** The whole transcript. */
  async history(): Promise<Message[]> {
    return (await this.call<{ messages: Message[] }>('GET', 'chat/history')).messages;
  }

  /** The newest messages as pages get them, with long tool calls shortened. */
  async shownHistory(): Promise<Message[]> {
    const path = `chat/history?limit=${agentLimits.maxHistoryMessages}`;
    return (await this.call<{ messages: Message[] }>('GET', path)).messages;
  }

  /**
   * Resolves when the coder has everything that this page wrote in the document, which it receives in order.
   */
  async reachCoder(): Promise<void> {
    const path = `reached-${newUlid()}.txt`;
    const id = createFile(this.doc, path);
    await until('the coder', async () => (await this.fetch('GET', `file/${path}`)).ok);
    deleteFile(this.doc, id);
  }

  text(path: string): string | undefined {
    return readAll(this.doc).get(path);
  }

  close(): void {
    this.#peer.destroy();
    this.awareness.destroy();
    this.#socket?.close();
  }
}

export async function newRoom(url: string): Promise<NewRoom> {
  const answer = await fetch(`${url}/api/rooms`, { method: 'POST' });
  return newRoomSchema.parse(await answer.json());
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => after(ms, resolve));

export async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await done()); await pause(25)) {
    if (Date.now() > end) throw new Error(`${what}: not within 20 s`);
  }
}
