import { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { onUpdate } from '../../../shared/on-update.ts';
import type { LocalPresence } from '../../../shared/presence.ts';
import { catchUp } from '../../../shared/protocol/catch-up.ts';
import { closeCode } from '../../../shared/protocol/close.ts';
import type { ClientControl } from '../../../shared/protocol/control.ts';
import { Peer, type PeerSocket, type PeerState } from '../../../shared/protocol/peer.ts';
import { agentUser, type Author, type User } from '../../../shared/roles.ts';
import { after } from '../../../shared/timers.ts';
import { changedSoFar } from '../../../shared/yjs-internals.ts';
import { Activity } from './activity.ts';
import type { AuthorTable } from './author-table.ts';
import { ClientIds } from './client-ids.ts';
import { type Collecting, Collector } from './collector.ts';
import { type LoadLog, loadDocument } from './load-document.ts';
import { acceptedUpdate } from './read-room.ts';
import { RoomAuthors } from './room-authors.ts';
import { unreachable, refusedBecause, reloading, until } from './room-requests.ts';

export interface ReplicaOptions {
  /** Opens a socket to the room as the service user. Called for each attempt. */
  connect: () => Promise<PeerSocket>;
  /** What this replica had when it was last awake. */
  load: LoadLog;
  /** Stores an update before anyone can see it, received or made; `writer`: its client id, if made here. */
  store: (update: Uint8Array, doc: Y.Doc, writer: number | undefined) => void;
  /** Records what a turn writes; called right before `store`, with no await between. */
  record?: (turn: string, transaction: Y.Transaction) => void;
  /** How the replica gets rid of deleted text; without it all is kept. */
  collecting?: Collecting;
  /** Who wrote what, durably too. */
  authors: AuthorTable;
  /**
   * The room refused what was written here, and would refuse everything that follows. `whole` is the document
   * without it, for the replica that replaces this one.
   */
  restart: (whole: Uint8Array, reason: string) => void;
}

/** One connection to the room. Its timers end with it, so that an idle coder can sleep. */
interface Connection {
  peer: Peer;
  awareness: Awareness;
}

/**
 * The coder's own copy of the room's document, and its peer in the room.
 *
 * Invariants:
 * - The document outlives its connections: what was written is kept and reaches the room with the next one.
 * - Yjs collects no garbage in it, as undoing a turn needs deleted text; a {@link Collector} drops the rest.
 * - Nothing is written under the replica's own client id: every writer has one that the room knows as theirs.
 *   Each start makes new ids, so a clock can never count twice when the log lost its tail.
 * - Once it has asked for a restart it takes and writes nothing more: that would build on what was refused.
 */
export class Replica {
  readonly doc: Y.Doc;
  readonly #options: ReplicaOptions;
  readonly #clientIds: ClientIds;
  readonly #activity = new Activity();
  readonly #collector: Collector | undefined;
  #connection: Connection | undefined;
  #holds = 0;
  #cancelLeave: (() => void) | undefined;
  #presence: LocalPresence = {};
  /** The client id of the open transaction. */
  #writer: number | undefined;
  #replacement: 'requested' | 'done' | undefined;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#clientIds = new ClientIds({
      join: () => this.join(),
      authors: () => this.authors,
      send: (control) => this.#openConnection().peer.sendControl(control),
    });
    const { collecting } = options;
    const { doc, bytes } = loadDocument(options.load, { gc: false });
    this.doc = doc;
    this.#collector = collecting && new Collector(doc, collecting, () => this.#isSettled());
    this.#collector?.grew(bytes);
    this.#activity.watchText(this.doc, () => this.authors);
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const turn = this.#writer === undefined ? undefined : this.#clientIds.turnOf(this.#writer);
      if (turn !== undefined) options.record?.(turn, transaction);
    });
    onUpdate(this.doc, (update) => {
      if (this.#replacement === 'done') return;
      options.store(update, this.doc, this.#writer);
      this.#collector?.grew(update.byteLength);
    });
  }

  /** Presence in this connection. Get it again after each await: a later connection has another. */
  get awareness(): Awareness {
    return this.#openConnection().awareness;
  }

  /** Yjs client id → who writes under it, as far as the room has said. */
  get authors(): ReadonlyMap<number, Author> {
    return this.#options.authors.entries;
  }

  /** When a person last wrote or moved their cursor, in ms since the epoch; undefined when that was not seen. */
  actedMs(userId: string): number | undefined {
    return this.#activity.lastMs(userId);
  }

  get state(): PeerState | undefined {
    return this.#connection?.peer.state;
  }

  /**
   * Connects, unless connected (or with `anew` in any case), and resolves when the text has arrived.
   * @throws TandemError `unavailable` when the room is away.
   */
  async join({ anew = false } = {}): Promise<void> {
    if (this.#replacement === 'done') throw new TandemError('unavailable', reloading);
    const { peer } = this.#openConnection();
    // A refused peer does not retry by itself, and an offline one may retry later than this timeout.
    if (anew || peer.state.connection === 'offline') peer.reconnect();
    peer.start();
    await until(
      peer,
      (state) => state.synced || state.connection === 'refused',
      agentLimits.joinTimeoutMs,
      unreachable,
    );
    const { refusal, synced } = peer.state;
    if (!synced)
      throw new TandemError('unavailable', `The room refused the agent: ${refusal?.message ?? ''}`);
  }

  /** Leaves for good once `through` has deleted or purged the room. @throws as `through` */
  async endWith(through: (peer: Peer) => Promise<void>): Promise<void> {
    await through(this.#openConnection().peer);
    this.#replacement = 'done';
    this.leave();
  }

  /** Stays connected until the returned function is called, and {@link agentLimits.lingerMs} longer. */
  hold(): () => void {
    this.#holds++;
    this.#scheduleLeave();
    this.#openConnection().peer.start();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds--;
      this.#scheduleLeave();
    };
  }

  /** Disconnects at once; the document stays. */
  leave(): void {
    this.#cancelLeave?.();
    this.#cancelLeave = undefined;
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.peer.destroy();
    connection?.awareness.destroy();
  }

  /**
   * A Yjs client id that the room knows as this author's. The same one for the same author and turn.
   * @throws TandemError `unavailable` when the room is away.
   */
  clientIdFor(user: User, turn?: string): Promise<number> {
    return this.#clientIds.writing(user, turn);
  }

  /**
   * A Yjs client id for restored text, which stays its author's; it is not one that a turn writes under.
   * @throws TandemError `unavailable` when the room is away.
   */
  restoringIdFor(author: Author): Promise<number> {
    return this.#clientIds.restoring(author);
  }

  /** Runs `write` as one transaction under a client id of {@link clientIdFor}. @throws Error inside another transaction. */
  transactAs(clientId: number, write: () => void, origin: unknown = null): void {
    // A nested transaction would join the outer one, and some of it would be written under the wrong id.
    if (this.#writer !== undefined || changedSoFar(this.doc) !== undefined)
      throw new Error('transactAs inside a transaction');
    if (this.#replacement === 'done') throw new TandemError('unavailable', reloading);
    const own = this.doc.clientID;
    this.#writer = clientId;
    this.doc.clientID = clientId;
    try {
      this.doc.transact(write, origin);
    } finally {
      this.doc.clientID = own;
      this.#writer = undefined;
    }
  }

  /**
   * Resolves when the room has said that everything written here is on disk.
   * @throws TandemError `unavailable` when it has not within {@link agentLimits.saveTimeoutMs}: the edit is kept and follows
   *   later; `unprocessable` when the room refuses it: it is lost.
   */
  async saved(): Promise<void> {
    const { peer } = this.#openConnection();
    await until(
      peer,
      (state) => !state.unsaved || state.connection === 'refused',
      agentLimits.saveTimeoutMs,
      'The room has not confirmed the change yet. It is kept, and will be saved when the room is back.',
    );
    const { connection, refusal } = peer.state;
    if (connection === 'refused') throw new TandemError('unprocessable', refusedBecause(refusal?.message));
  }

  /**
   * Replaces the agent's presence: a field left out is not shown. A place is sent at once, before the text written there.
   */
  setPresence(presence: LocalPresence): void {
    this.#presence = presence;
    if (this.#connection) this.#show(this.#connection.awareness);
    if (presence.selection) this.#connection?.peer.showNow();
  }

  /** Retried with each {@link join} while the room does not answer. */
  async #requestReplacement(reason: string): Promise<void> {
    if (this.#replacement) return;
    this.#replacement = 'requested';
    try {
      const whole = await acceptedUpdate(this.doc, this.#options.connect);
      this.#replacement = 'done';
      this.#options.restart(whole, refusedBecause(reason));
    } catch (error) {
      this.#replacement = undefined;
      console.error('tandem: a refused replica could not be reloaded', error);
    }
  }

  /** Whether the room has everything that was written here, and no transaction is open. */
  #isSettled(): boolean {
    const isSaved = this.state?.synced === true && !this.state.unsaved;
    return isSaved && this.#replacement === undefined && changedSoFar(this.doc) === undefined;
  }

  #show(awareness: Awareness): void {
    awareness.setLocalState({ ...this.#presence, user: agentUser });
  }

  #openConnection(): Connection {
    if (this.#connection) return this.#connection;
    const awareness = new Awareness(this.doc);
    this.#activity.watchPresence(awareness);
    let wasOnline = false;
    let wasSynced = false;
    const authors = new RoomAuthors(this.#options.authors);
    const send = (claims: ClientControl[]): void => claims.forEach((claim) => peer.sendControl(claim));
    this.#show(awareness);
    const peer: Peer = new Peer({
      doc: this.doc,
      awareness,
      connect: this.#options.connect,
      encoding: { catchUp, onUpdate },
      introduce: (clientIds) => authors.introduce(clientIds),
      onChange: (state) => {
        if (state.connection === 'refused' && state.refusal?.code === closeCode.replicaRefused)
          void this.#requestReplacement(state.refusal.message);
        this.#collector?.collectIfDue();
        // A room names all authors that it knows before it says what text it has.
        if (state.synced && !wasSynced) send(authors.unnamed(this.doc));
        wasSynced = state.synced;
        if (state.connection !== 'online') authors.reset();
        if (state.connection !== 'online' || wasOnline) {
          wasOnline = state.connection === 'online';
          return;
        }
        wasOnline = true;
        // Text written under these ids comes next.
        this.#clientIds.claimAgain();
      },
      onAuthors: (entries) => {
        send(authors.note(entries));
        this.#clientIds.authorsNamed();
      },
    });
    this.#connection = { peer, awareness };
    this.#scheduleLeave();
    return this.#connection;
  }

  /** Disconnects after a while, unless someone holds the connection. */
  #scheduleLeave(): void {
    this.#cancelLeave?.();
    this.#cancelLeave = undefined;
    if (this.#holds === 0) this.#cancelLeave = after(agentLimits.lingerMs, () => this.leave());
  }
}
