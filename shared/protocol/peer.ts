import { applyAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { mergeAll } from '../merge-updates.ts';
import { hasPending, isEmpty, stopExpiry } from '../yjs-internals.ts';
import { AnswerWatch } from './answer-watch.ts';
import { closeCode } from './close.ts';
import type { ClientControl, ServerControl } from './control.ts';
import { controlFrame, type Message, saveAckFrame, step1Frame, step2Frame, updateFrame } from './frames.ts';
import { FrameSocket } from './frame-socket.ts';
import { offline, type PeerOptions, type PeerState } from './peer-state.ts';
import { PresenceSender } from './presence-sender.ts';
import { aheadOf, emptyUpdate, yjsUpdates } from './replica-encoding.ts';

export type { PeerSocket } from './reconnecting-socket.ts';
export type { PeerOptions, PeerState } from './peer-state.ts';

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
  #state: PeerState;
  /** We have answered the room's step 1 on this socket: with everything it lacks, or as a viewer with nothing. */
  #answered: 'with edits' | 'with nothing' | undefined;
  #outgoing: Uint8Array[] = [];
  #isFlushQueued = false;
  #sentNumber = 0;
  readonly #ackWatch = new AnswerWatch(() => {
    this.#update({ stalled: this.#state.readonlyReason === null });
  });
  readonly #presence: PresenceSender;
  readonly #stopUpdates: () => void;
  readonly #waiters = new Set<{ done: (state: PeerState) => boolean; resolve: () => void }>();

  constructor(options: PeerOptions) {
    this.#options = options;
    // Whether the room has what the document began with is known only by an ack: no state vector tells of deletions.
    this.#state = { ...offline, unsaved: !isEmpty(options.doc) };
    this.#socket = new FrameSocket({
      connect: options.connect,
      renewToken: options.renewToken,
      onConnecting: () => this.#update({ connection: 'connecting' }),
      onOpen: () => this.#onOpen(),
      onMessages: (messages) => this.#handleMessages(messages),
      onKeepAlive: () => this.#sendKeepAlive(),
      onDown: (reason) => this.#onDown(reason),
      onFull: () => this.#update({ full: true }),
      onRefused: (refusal) =>
        this.#update({
          connection: 'refused',
          refusal: { ...refusal, message: refusal.message || (this.#state.refusal?.message ?? '') },
        }),
    });
    this.#presence = new PresenceSender(options.awareness, (frame) => this.#socket.sendFrames(frame));
    // The room tells us who leaves. A local timeout would drop people whenever this device has slept.
    stopExpiry(options.awareness);
    this.#stopUpdates = (options.encoding?.onUpdate ?? yjsUpdates)(options.doc, this.#onUpdate);
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
      this.#presence.sendNow(new Map());
    }
    this.#socket.stop();
    this.#update({ connection: 'offline', full: false, sentAway: undefined });
  }

  destroy(): void {
    this.stop();
    this.#stopUpdates();
    this.#options.awareness.off('update', this.#onAwareness);
  }

  /** Replaces the socket at once, e.g. after the device woke up or came online. */
  reconnect(): void {
    this.#socket.reconnect();
  }

  /** Sends the edits made so far, and asks for an ack. */
  flush(): void {
    const updates = this.#outgoing;
    this.#outgoing = [];
    if (updates.length > 0) this.#sendForAck([updateFrame(mergeAll(updates))]);
  }

  /** Sends our presence at once, in front of what is written after this. */
  showNow(): void {
    if (this.#state.connection === 'online') this.#presence.hurry();
  }

  /** Sends a control message. @returns false when there is no open socket. */
  sendControl(control: ClientControl): boolean {
    return this.#socket.sendFrames(controlFrame(control));
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
    this.#presence.sendNow();
  }

  #onDown(sentAway?: string): void {
    this.#presence.reset();
    this.#answered = undefined;
    this.#outgoing = [];
    this.#ackWatch.stop();
    const { awareness } = this.#options;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, this);
    // Forget their clocks too: whatever the room says next must count as new, whatever its clocks are by then.
    for (const id of awareness.meta.keys()) if (id !== awareness.clientID) awareness.meta.delete(id);
    this.#update({ ...offline, sentAway });
  }

  #handleMessages(messages: readonly Message<ServerControl>[]): void {
    const handle = (from: number, to: number): void =>
      messages.slice(from, to).forEach((message) => this.#handleMessage(message));
    for (let from = 0; from < messages.length;) {
      const others = messages.findIndex(({ type }, at) => at >= from && type !== 'update');
      const to = others === -1 ? messages.length : Math.max(others, from + 1);
      // One event for the editor, however many people wrote at the same time.
      if (to > from + 1) this.#options.doc.transact(() => handle(from, to), this);
      else handle(from, to);
      from = to;
    }
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
        this.#update({ synced: true });
        // A viewer has no edits that the room could send it away for.
        if (this.#state.role === 'viewer') this.#update({ sentAway: undefined });
        return;
      case 'update':
        Y.applyUpdate(doc, message.update, this);
        return;
      case 'awareness':
        applyAwarenessUpdate(awareness, message.update, this);
        return;
      case 'queryAwareness':
        this.#presence.sendNow();
        return;
      case 'saveAck':
        this.#handleAck(message.n);
        return;
      case 'denied':
        // The close code that follows says what to do.
        return;
      case 'control':
        this.#handleControl(message.control);
        return;
    }
  }

  #handleAck(n: number): void {
    this.#ackWatch.answered(n === this.#sentNumber);
    // Not when the room's text has come: what the room sends us away for are the edits that we send after that.
    this.#socket.confirm();
    this.#update({ stalled: false, sentAway: undefined });
    const hasAll = n === this.#sentNumber && this.#outgoing.length === 0 && this.#answered === 'with edits';
    if (hasAll) this.#update({ unsaved: false });
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
      this.#answered = 'with nothing';
      this.#socket.sendFrames(step2Frame(emptyUpdate));
      return;
    }
    this.#outgoing = [];
    this.#answered = 'with edits';
    const { doc, introduce, encoding } = this.#options;
    for (const control of introduce?.(aheadOf(doc, stateVector)) ?? []) this.sendControl(control);
    const updates = encoding?.catchUp(doc, stateVector) ?? [Y.encodeStateAsUpdate(doc, stateVector)];
    const [first = emptyUpdate, ...more] = updates;
    this.#sendForAck([step2Frame(first), ...more.map(updateFrame)]);
  }

  /** Sends frames, and asks for an ack once everything up to them is on disk. */
  #sendForAck(frames: readonly Uint8Array[]): void {
    if (this.#socket.sendFrames(...frames, saveAckFrame(++this.#sentNumber))) this.#ackWatch.asked();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#update({ unsaved: true });
    if (this.#answered !== 'with edits') return;
    this.#outgoing.push(update);
    if (this.#isFlushQueued) return;
    // Edits made in one go (a paste, a multi-cursor edit) are sent as one update. Not with a timer: a hidden page's are
    // held back for up to a minute.
    this.#isFlushQueued = true;
    queueMicrotask(() => {
      this.#isFlushQueued = false;
      this.flush();
    });
  };

  readonly #onAwareness = (changes: Record<'added' | 'updated' | 'removed', number[]>): void => {
    const own = this.#options.awareness.clientID;
    const { added, updated, removed } = changes;
    if (![added, updated, removed].some((ids) => ids.includes(own))) return;
    if (this.#state.connection === 'online') this.#presence.request();
  };

  #sendStep1(): void {
    this.#socket.sendFrames(step1Frame(Y.encodeStateVector(this.#options.doc)));
  }

  /**
   * Sends what the room answers: a request for an ack costs both sides least. While the document is still on its way over
   * a slow line, a step 1 would ask for all of it again.
   */
  #sendKeepAlive(): void {
    const isMissing = !this.#answered || hasPending(this.#options.doc);
    if (this.#state.synced && isMissing) this.#sendStep1();
    else this.#socket.sendFrames(saveAckFrame(this.#sentNumber));
  }
}
