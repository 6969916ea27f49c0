import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { wireLimits } from '../limits.ts';
import { after } from '../timers.ts';
import { stopExpiry } from '../yjs-internals.ts';
import { AnswerWatch } from './answer-watch.ts';
import { closeCode } from './close.ts';
import type { ClientControl, ServerControl } from './control.ts';
import {
  awarenessFrame,
  controlFrame,
  type Message,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from './frames.ts';
import { FrameSocket } from './frame-socket.ts';
import { offline, type PeerOptions, type PeerState } from './peer-state.ts';

export type { PeerSocket } from './reconnecting-socket.ts';
export type { PeerOptions, PeerState } from './peer-state.ts';

/** No structs, no deletions. Spelled out because a Worker may not create a document outside a request. */
const emptyUpdate = new Uint8Array([0, 0]);
const noStates = new Uint8Array([0]);

/**
 * Connects one replica to its room: two-way sync, presence, an honest save state, reconnects. Browser and agent share
 * it.
 *
 * Invariants:
 * - Live updates wait until we have answered the room's step 1 on this socket: sent earlier, they would overtake
 *   offline edits. The answer contains everything up to then, so nothing is sent twice.
 * - `unsaved` ends only with the ack for the number sent after the last local edit, on the socket that carried it.
 * - What the room sent is never sent back; of presence only our own state is sent.
 */
export class Peer {
  readonly #options: PeerOptions;
  readonly #socket: FrameSocket;
  #state: PeerState = { ...offline, unsaved: false };
  /** Our step 2 has gone out on this socket. */
  #step2Sent = false;
  #outgoing: Uint8Array[] = [];
  #flushQueued = false;
  #sentNumber = 0;
  readonly #ackWatch = new AnswerWatch(() => {
    this.#update({ stalled: this.#state.readonlyReason === null });
  });
  #cancelPresence: (() => void) | undefined;
  #presenceSentMs = 0;
  readonly #waiters = new Set<{ done: (state: PeerState) => boolean; resolve: () => void }>();

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#socket = new FrameSocket({
      connect: options.connect,
      renewToken: options.renewToken,
      onConnecting: () => this.#update({ connection: 'connecting' }),
      onOpen: () => this.#onOpen(),
      onMessage: (message) => this.#handleMessage(message),
      onKeepAlive: () => this.#sendKeepAlive(),
      onDown: () => this.#onDown(),
      onFull: () => this.#update({ full: true }),
      onRefused: (refusal) =>
        this.#update({
          connection: 'refused',
          refusal: { ...refusal, message: refusal.message || (this.#state.refusal?.message ?? '') },
        }),
    });
    // The room tells us who leaves. A local timeout would drop people whenever this device has slept.
    stopExpiry(options.awareness);
    options.doc.on('update', this.#onUpdate);
    options.awareness.on('update', this.#onAwareness);
  }

  get state(): PeerState {
    return this.#state;
  }

  start(): void {
    if (this.#socket.started) return;
    this.#update({ refusal: undefined });
    this.#socket.start();
  }

  /** Leaves the room: withdraws presence, then closes the socket. {@link start} reconnects with the same presence. */
  stop(): void {
    if (this.#state.connection === 'online') {
      this.flush();
      this.#sendPresence(new Map());
    }
    this.#socket.stop();
    this.#update({ connection: 'offline', full: false });
  }

  destroy(): void {
    this.stop();
    this.#options.doc.off('update', this.#onUpdate);
    this.#options.awareness.off('update', this.#onAwareness);
  }

  /** Replaces the socket at once, e.g. after the device woke up or came online. */
  reconnect(): void {
    this.#socket.reconnect();
  }

  /** Sends the edits of this turn of the event loop now. */
  flush(): void {
    const updates = this.#outgoing;
    this.#outgoing = [];
    const [first] = updates;
    if (first === undefined) return;
    this.#socket.sendFrame(updateFrame(updates.length === 1 ? first : Y.mergeUpdates(updates)));
    this.#askForAck();
  }

  /** Sends a control message. @returns false when there is no open socket. */
  sendControl(control: ClientControl): boolean {
    return this.#socket.sendFrame(controlFrame(control));
  }

  /** Resolves once `done` accepts the state; rejects after `timeoutMs`. */
  async until(done: (state: PeerState) => boolean, timeoutMs: number, what: string): Promise<void> {
    this.flush();
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

  #onOpen(): void {
    this.#update({ connection: 'online' });
    this.#sendStep1();
    this.#sendPresence();
  }

  #onDown(): void {
    this.#cancelPresence?.();
    this.#cancelPresence = undefined;
    this.#step2Sent = false;
    this.#outgoing = [];
    this.#ackWatch.stop();
    const { awareness } = this.#options;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, this);
    // Forget their clocks too: whatever the room says next must count as new, whatever its clocks are by then.
    for (const id of awareness.meta.keys()) if (id !== awareness.clientID) awareness.meta.delete(id);
    this.#update(offline);
  }

  #handleMessage(message: Message<ServerControl>): void {
    const { doc, awareness } = this.#options;
    switch (message.type) {
      case 'step1':
        // A step 1 means we got a seat.
        this.#update({ full: false });
        this.#sendStep2(message.stateVector);
        return;
      case 'step2':
        Y.applyUpdate(doc, message.update, this);
        this.#socket.confirm();
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
        this.#ackWatch.answered(message.n === this.#sentNumber);
        this.#update({ stalled: false });
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
        this.#options.onAuthors?.(control.entries);
        return;
      case 'readonly':
        this.#update({ readonlyReason: control.reason, stalled: false });
        return;
      case 'rejected':
        this.#update({
          refusal: { action: 'reload', code: closeCode.replicaRefused, message: control.message },
        });
        return;
    }
  }

  /** Answers the room's step 1 with everything it lacks, and asks for an ack once that is on disk. */
  #sendStep2(stateVector: Uint8Array): void {
    if (this.#state.role === 'viewer') {
      // The room refuses content from a viewer, and takes silence for a peer that does not read.
      this.#socket.sendFrame(step2Frame(emptyUpdate));
      return;
    }
    this.#outgoing = [];
    this.#step2Sent = true;
    const { doc, introduce } = this.#options;
    for (const control of introduce?.(aheadOf(doc, stateVector)) ?? []) this.sendControl(control);
    this.#socket.sendFrame(step2Frame(Y.encodeStateAsUpdate(doc, stateVector)));
    this.#askForAck();
  }

  #askForAck(): void {
    if (this.#socket.sendFrame(saveAckFrame(++this.#sentNumber))) this.#ackWatch.asked();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#update({ unsaved: true });
    if (!this.#step2Sent) return;
    this.#outgoing.push(update);
    if (this.#flushQueued) return;
    // Edits of one turn of the event loop (a paste, a multi-cursor edit) are sent as one update.
    this.#flushQueued = true;
    setTimeout(() => {
      this.#flushQueued = false;
      this.flush();
    }, 0);
  };

  readonly #onAwareness = (changes: Record<'added' | 'updated' | 'removed', number[]>): void => {
    const own = this.#options.awareness.clientID;
    const { added, updated, removed } = changes;
    if (![added, updated, removed].some((ids) => ids.includes(own))) return;
    if (this.#cancelPresence || this.#state.connection !== 'online') return;
    const sinceMs = Date.now() - this.#presenceSentMs;
    // Negative when this device's clock was set back.
    const wait = sinceMs < 0 ? 0 : Math.max(0, wireLimits.awarenessIntervalMs - sinceMs);
    this.#cancelPresence = after(wait, () => this.#sendPresence());
  };

  /** Sends our own state as in `states`; if it is missing there, we are shown as gone. */
  #sendPresence(states = this.#options.awareness.getStates()): void {
    this.#cancelPresence?.();
    this.#cancelPresence = undefined;
    this.#presenceSentMs = Date.now();
    const { awareness } = this.#options;
    if (!awareness.meta.has(awareness.clientID)) return;
    this.#socket.sendFrame(awarenessFrame(encodeAwarenessUpdate(awareness, [awareness.clientID], states)));
  }

  #sendKeepAlive(): void {
    if (this.#state.synced) this.#sendStep1();
    // The document is still on its way over a slow line: another step 1 would ask for all of it again.
    else this.#socket.sendFrame(awarenessFrame(noStates));
  }

  #sendStep1(): void {
    this.#socket.sendFrame(step1Frame(Y.encodeStateVector(this.#options.doc)));
  }
}

/** Client ids of which the document has more than the state vector covers. */
function aheadOf(doc: Y.Doc, stateVector: Uint8Array): number[] {
  const theirs = Y.decodeStateVector(stateVector);
  const ours = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...ours].flatMap(([clientId, clock]) => (clock > (theirs.get(clientId) ?? 0) ? [clientId] : []));
}
