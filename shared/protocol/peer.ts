import type { Awareness } from 'y-protocols/awareness';
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { reconnectLimits, wireLimits } from '../limits.ts';
import type { Author, Role, User } from '../roles.ts';
import { FrameAssembler, splitFrame } from './chunks.ts';
import { type CloseAction, closeAction } from './close.ts';
import type { ClientControl, ServerControl } from './control.ts';
import {
  awarenessFrame,
  controlFrame,
  type Message,
  readServerFrame,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from './frames.ts';

/** A WebSocket of any platform, already told to give binary messages as ArrayBuffers. */
export type PeerSocket = Pick<
  WebSocket,
  'send' | 'close' | 'readyState' | 'addEventListener' | 'removeEventListener'
>;

export interface PeerOptions {
  doc: Y.Doc;
  awareness: Awareness;
  /** Opens a socket to the room, with a token that is good now. Asked again for each attempt. */
  connect: () => Promise<PeerSocket>;
  /** Called before the next attempt after close code 4401. */
  renewToken?: () => Promise<unknown>;
  onChange?: (state: PeerState) => void;
  onAuthors?: (authors: ReadonlyMap<number, Author>) => void;
}

export interface PeerState {
  /** `refused`: the room will not have this peer, {@link PeerState.refusal} says why; it does not try again. */
  connection: 'connecting' | 'online' | 'offline' | 'refused';
  /** The room's text has arrived since this socket opened. */
  synced: boolean;
  /** Local edits that the room has not yet said are on disk. */
  unsaved: boolean;
  role?: Role;
  user?: User;
  /** Why the room takes no edits for the moment. */
  readonlyReason: string | null;
  refusal?: { action: Exclude<CloseAction, 'retry' | 'wait' | 'renew'>; code: number; message: string };
}

/**
 * One replica's line to its room: sync both ways, presence, honest save state, reconnects. Browser and agent use it alike.
 *
 * Invariants:
 * - Live updates are held until the room's step 1 has been answered on this socket: sent earlier they would run
 *   ahead of offline edits. The answer holds everything up to then, so nothing is sent twice.
 * - `unsaved` ends only by an ack for the number sent after the last local edit, on the socket that carried it.
 * - What the room sent is never sent back; of presence only our own state is sent.
 */
export class Peer {
  readonly #options: PeerOptions;
  readonly #authors = new Map<number, Author>();
  #state: PeerState = { connection: 'offline', synced: false, unsaved: false, readonlyReason: null };
  #socket: PeerSocket | undefined;
  #assembler = new FrameAssembler();
  #started = false;
  #attempts = 0;
  #reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  #liveTimer: ReturnType<typeof setInterval> | undefined;
  #lastMessageMs = 0;
  /** The room's step 1 has been answered on this socket. */
  #answered = false;
  #outgoing: Uint8Array[] = [];
  #flushQueued = false;
  #sentNumber = 0;
  #presenceTimer: ReturnType<typeof setTimeout> | undefined;
  #presenceSentMs = 0;
  readonly #waiters = new Set<{ done: (state: PeerState) => boolean; resolve: () => void }>();

  constructor(options: PeerOptions) {
    this.#options = options;
    options.doc.on('update', this.#onUpdate);
    options.awareness.on('update', this.#onAwareness);
  }

  get state(): PeerState {
    return this.#state;
  }

  /** Yjs client id → who writes under it, as the room knows. */
  get authors(): ReadonlyMap<number, Author> {
    return this.#authors;
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#open();
  }

  /** Leaves the room: presence goes first, then the socket. {@link start} comes back. */
  stop(): void {
    this.#started = false;
    clearTimeout(this.#reconnectTimer);
    if (this.#socket && this.#state.connection === 'online') {
      this.#flush();
      removeAwarenessStates(this.#options.awareness, [this.#options.awareness.clientID], 'leave');
      this.#sendPresence();
    }
    this.#socket?.close(1000, 'leaving');
    this.#dropSocket();
    this.#update({ connection: 'offline' });
  }

  destroy(): void {
    this.stop();
    this.#options.doc.off('update', this.#onUpdate);
    this.#options.awareness.off('update', this.#onAwareness);
    this.#waiters.clear();
  }

  /** Drops the socket and opens one at once: after the device woke, or came online. */
  reconnect(): void {
    if (!this.#started || this.#state.connection === 'refused') return;
    this.#socket?.close(1000, 'reconnecting');
    this.#dropSocket();
    this.#attempts = 0;
    clearTimeout(this.#reconnectTimer);
    void this.#open();
  }

  /** Sends a control message. @returns false when there is no open socket. */
  sendControl(control: ClientControl): boolean {
    if (this.#state.connection !== 'online') return false;
    this.#send(controlFrame(control));
    return true;
  }

  /** Resolves when a state is reached; rejects after `timeoutMs`. */
  async until(done: (state: PeerState) => boolean, timeoutMs: number, what: string): Promise<void> {
    this.#flush();
    if (done(this.#state)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { done, resolve };
    this.#waiters.add(waiter);
    const timer = setTimeout(() => reject(new Error(`${what}: not within ${timeoutMs} ms`)), timeoutMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  #update(change: Partial<PeerState>): void {
    const next = { ...this.#state, ...change };
    const keys = Object.keys(change) as (keyof PeerState)[];
    if (keys.every((key) => this.#state[key] === next[key])) return;
    this.#state = next;
    for (const waiter of this.#waiters) if (waiter.done(next)) waiter.resolve();
    this.#options.onChange?.(next);
  }

  async #open(): Promise<void> {
    this.#update({ connection: 'connecting' });
    let socket: PeerSocket;
    try {
      socket = await this.#options.connect();
    } catch {
      // No token or no server: the same to whoever waits, and shown as Offline.
      if (this.#started && !this.#socket) this.#retry(false);
      return;
    }
    if (!this.#started || this.#socket) {
      socket.close(1000, 'not needed');
      return;
    }
    this.#socket = socket;
    this.#assembler = new FrameAssembler();
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket) this.#onMessage((event as MessageEvent<unknown>).data);
    });
    socket.addEventListener('close', (event) => {
      if (socket === this.#socket) this.#onClose(event.code, event.reason);
    });
    // An error is always followed by a close, which is handled.
    if (socket.readyState === 1) this.#onOpen();
    else socket.addEventListener('open', () => socket === this.#socket && this.#onOpen());
  }

  #onOpen(): void {
    this.#lastMessageMs = Date.now();
    this.#liveTimer = setInterval(() => {
      if (Date.now() - this.#lastMessageMs > wireLimits.silentPeerMs) this.reconnect();
      else this.#send(step1Frame(Y.encodeStateVector(this.#options.doc)));
    }, wireLimits.keepAliveMs);
    this.#update({ connection: 'online' });
    this.#send(step1Frame(Y.encodeStateVector(this.#options.doc)));
    this.#sendPresence();
  }

  #onClose(code: number, reason: string): void {
    this.#dropSocket();
    const action = closeAction(code);
    if (action === 'stop' || action === 'reload') {
      this.#started = false;
      this.#update({ connection: 'refused', refusal: { action, code, message: reason } });
      return;
    }
    if (action === 'renew' && this.#options.renewToken) {
      this.#update({ connection: 'offline' });
      this.#options.renewToken().then(
        () => this.#retry(false),
        () => this.#retry(false),
      );
      return;
    }
    this.#retry(action === 'wait');
  }

  /** Full jitter: peers that lost one room together must not come back together. */
  #retry(late: boolean): void {
    this.#update({ connection: 'offline' });
    if (!this.#started) return;
    const ceiling = Math.min(reconnectLimits.maxDelayMs, reconnectLimits.baseDelayMs * 2 ** this.#attempts++);
    const delay = (late ? reconnectLimits.floodDelayMs : 0) + ceiling * (0.25 + 0.75 * Math.random());
    clearTimeout(this.#reconnectTimer);
    this.#reconnectTimer = setTimeout(() => void this.#open(), delay);
  }

  #dropSocket(): void {
    this.#socket = undefined;
    clearInterval(this.#liveTimer);
    clearTimeout(this.#presenceTimer);
    this.#presenceTimer = undefined;
    this.#answered = false;
    this.#outgoing = [];
    const { awareness } = this.#options;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, this);
    this.#update({ synced: false });
  }

  #onMessage(data: unknown): void {
    this.#lastMessageMs = Date.now();
    const piece = typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer);
    try {
      const frame = this.#assembler.take(piece, this.#lastMessageMs);
      if (frame) for (const message of readServerFrame(frame)) this.#handle(message);
    } catch (error) {
      // A frame that cannot be read leaves this replica behind: start over from state vectors.
      console.error('tandem: a frame from the room could not be read', error);
      this.#socket?.close(1000, 'unreadable frame');
      this.#onClose(1006, '');
    }
  }

  #handle(message: Message<ServerControl>): void {
    const { doc, awareness } = this.#options;
    switch (message.type) {
      case 'step1':
        this.#answer(message.stateVector);
        return;
      case 'step2':
        Y.applyUpdate(doc, message.update, this);
        this.#attempts = 0;
        this.#update({ synced: true });
        return;
      case 'update':
        Y.applyUpdate(doc, message.update, this);
        return;
      case 'awareness':
        applyAwarenessUpdate(awareness, message.update, this);
        return;
      case 'queryAwareness':
        this.#sendPresence();
        return;
      case 'saveAck':
        if (message.n === this.#sentNumber && this.#outgoing.length === 0) this.#update({ unsaved: false });
        return;
      case 'denied':
        // The close code that follows says what to do.
        return;
      case 'control':
        this.#handleControl(message.control);
        return;
    }
  }

  #handleControl(control: ServerControl): void {
    switch (control.type) {
      case 'hello':
        this.#update({ role: control.role, user: control.user });
        return;
      case 'authors':
        for (const [clientId, author] of control.entries) this.#authors.set(clientId, author);
        this.#options.onAuthors?.(this.#authors);
        return;
      case 'readonly':
        this.#update({ readonlyReason: control.reason });
        return;
      case 'rejected':
        this.#update({ refusal: { action: 'reload', code: 4410, message: control.message } });
        return;
    }
  }

  /** Answers the room's step 1 with all it lacks, and asks to be told when that is on disk. */
  #answer(stateVector: Uint8Array): void {
    this.#outgoing = [];
    this.#answered = true;
    const difference = Y.encodeStateAsUpdate(this.#options.doc, stateVector);
    // A viewer has nothing to say: an answer with content would be refused.
    if (this.#state.role === 'viewer') return;
    this.#send(step2Frame(difference));
    this.#askForAck();
  }

  #askForAck(): void {
    this.#send(saveAckFrame(++this.#sentNumber));
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#update({ unsaved: true });
    if (!this.#answered) return;
    this.#outgoing.push(update);
    if (this.#flushQueued) return;
    // What one turn of the event loop makes (a paste, a multi-cursor edit) leaves as one update.
    this.#flushQueued = true;
    setTimeout(() => this.#flush(), 0);
  };

  #flush(): void {
    this.#flushQueued = false;
    const updates = this.#outgoing;
    this.#outgoing = [];
    const [first] = updates;
    if (first === undefined) return;
    this.#send(updateFrame(updates.length === 1 ? first : Y.mergeUpdates(updates)));
    this.#askForAck();
  }

  readonly #onAwareness = ({
    added,
    updated,
    removed,
  }: Record<'added' | 'updated' | 'removed', number[]>): void => {
    const own = this.#options.awareness.clientID;
    if (![added, updated, removed].some((ids) => ids.includes(own))) return;
    if (this.#presenceTimer !== undefined || this.#state.connection !== 'online') return;
    const wait = Math.max(0, this.#presenceSentMs + wireLimits.awarenessIntervalMs - Date.now());
    this.#presenceTimer = setTimeout(() => this.#sendPresence(), wait);
  };

  #sendPresence(): void {
    clearTimeout(this.#presenceTimer);
    this.#presenceTimer = undefined;
    this.#presenceSentMs = Date.now();
    const { awareness } = this.#options;
    if (!awareness.meta.has(awareness.clientID)) return;
    this.#send(awarenessFrame(encodeAwarenessUpdate(awareness, [awareness.clientID])));
  }

  #send(frame: Uint8Array): void {
    if (this.#socket?.readyState !== 1) return;
    for (const piece of splitFrame(frame)) this.#socket.send(piece as Uint8Array<ArrayBuffer>);
  }
}
