import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { TandemError } from '../../../shared/errors.ts';
import { newClientId } from '../../../shared/ids.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { LocalPresence } from '../../../shared/presence.ts';
import { closeCode } from '../../../shared/protocol/close.ts';
import type { ClientControl } from '../../../shared/protocol/control.ts';
import { Peer, type PeerSocket, type PeerState } from '../../../shared/protocol/peer.ts';
import { agentUser, type Author, type User } from '../../../shared/roles.ts';
import { after } from '../../../shared/timers.ts';
import type { AuthorTable } from './author-table.ts';
import { withoutRefused } from './replica-anew.ts';
import { away, refusedBecause, startingAnew, until } from './replica-until.ts';

export interface ReplicaOptions {
  /** Opens a socket to the room as the service user. Asked again for each attempt. */
  connect: () => Promise<PeerSocket>;
  /** What this replica knew when it was last awake. */
  load: () => Iterable<Uint8Array>;
  /**
   * Keeps an update for good, before anyone can see it; called for each that is received or made. `writer` is the client
   * id under which it was made here.
   */
  store: (update: Uint8Array, doc: Y.Doc, writer: number | undefined) => void;
  /** Notes what a turn writes; called before `store`, in the same breath. */
  record?: (turn: string, transaction: Y.Transaction) => void;
  /** Who wrote what, for good too. */
  authors: AuthorTable;
  /**
   * The room refused what was written here, and would refuse all that follows: `whole` is the document without it, for a
   * replica that takes this one's place.
   */
  restart: (whole: Uint8Array, reason: string) => void;
}

function claimFor(clientId: number, { turn, ...user }: Author): ClientControl {
  return { type: 'claim', clientId, user, ...(turn === undefined ? {} : { turn }) };
}

/** One stay in the room. Its timers end with it, so that an idle coder can sleep. */
interface Connection {
  peer: Peer;
  awareness: Awareness;
}

/**
 * The coder's own copy of the room's document, and its place in the room.
 *
 * Invariants:
 * - The document outlives the stays: what was written is kept and reaches the room at the next one.
 * - It collects no garbage: undo of a turn and replay of a version need what was deleted.
 * - Nothing is written under the replica's own client id: every writer has one that the room knows as theirs.
 *   Ids are made anew at each waking, so that a lost tail of the log can never make one count twice.
 * - Once it has asked for a restart it takes and writes nothing more: that would build on what the room refused.
 */
export class Replica {
  readonly doc = new Y.Doc({ gc: false });
  readonly #options: ReplicaOptions;
  readonly #claims = new Map<string, { clientId: number; user: User; turn?: string }>();
  #stay: Connection | undefined;
  #holds = 0;
  #cancelLeave: (() => void) | undefined;
  #presence: LocalPresence = {};
  /** Whose transaction is open. */
  #writer: number | undefined;
  /** Client id → the turn that writes under it. */
  readonly #turns = new Map<number, string>();
  readonly #authorWaiters = new Set<() => void>();
  #anew: 'asking' | 'over' | undefined;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    for (const update of options.load()) Y.applyUpdate(this.doc, update, 'log');
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const turn = this.#writer === undefined ? undefined : this.#turns.get(this.#writer);
      if (turn !== undefined) options.record?.(turn, transaction);
    });
    this.doc.on('update', (update: Uint8Array) => {
      if (this.#anew !== 'over') options.store(update, this.doc, this.#writer);
    });
  }

  /** Presence of the present stay; ask again after each await, a later stay has another. */
  get awareness(): Awareness {
    return this.#staying().awareness;
  }

  /** Yjs client id → who writes under it, as far as the room has said. */
  get authors(): ReadonlyMap<number, Author> {
    return this.#options.authors.entries;
  }

  get state(): PeerState | undefined {
    return this.#stay?.peer.state;
  }

  /**
   * Comes to the room, if not there (or `anew` in any case), and resolves when its text has arrived.
   * @throws TandemError `unavailable` when the room is away.
   */
  async join({ anew = false } = {}): Promise<void> {
    if (this.#anew === 'over') throw new TandemError('unavailable', startingAnew);
    const { peer } = this.#staying();
    // A refused peer does not try again by itself, and one that waits for its next attempt may wait longer than this.
    if (anew || peer.state.connection === 'offline') peer.reconnect();
    peer.start();
    await until(
      peer,
      (state) => state.synced || state.connection === 'refused',
      agentLimits.joinTimeoutMs,
      away,
    );
    const { refusal, synced } = peer.state;
    if (!synced)
      throw new TandemError('unavailable', `The room refused the agent: ${refusal?.message ?? ''}`);
  }

  /** Has all of the room replaced: afterwards this replica is in no room, and takes nothing. @throws as `through` */
  async endWith(through: (peer: Peer) => Promise<void>): Promise<void> {
    await through(this.#staying().peer);
    this.#anew = 'over';
    this.leave();
  }

  /** Stays in the room until the returned function is called, and {@link agentLimits.lingerMs} beyond. */
  hold(): () => void {
    this.#holds++;
    this.#scheduleLeave();
    this.#staying().peer.start();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds--;
      this.#scheduleLeave();
    };
  }

  /** Leaves the room at once; the document stays. */
  leave(): void {
    this.#cancelLeave?.();
    this.#cancelLeave = undefined;
    const stay = this.#stay;
    this.#stay = undefined;
    stay?.peer.destroy();
    stay?.awareness.destroy();
  }

  /**
   * A Yjs client id that the room knows as this author's. The same one for the same author and turn.
   * @throws TandemError `unavailable` when the room is away.
   */
  async clientIdFor(user: User, turn?: string): Promise<number> {
    const clientId = await this.#claim(`${turn ?? ''}/${user.id}`, user, turn);
    if (turn !== undefined) this.#turns.set(clientId, turn);
    return clientId;
  }

  /**
   * A Yjs client id for text that is brought back, which stays its author's; not one that a turn writes under.
   * @throws TandemError `unavailable` when the room is away.
   */
  restoringIdFor({ turn, ...user }: Author): Promise<number> {
    return this.#claim(`restored/${turn ?? ''}/${user.id}`, user, turn);
  }

  async #claim(key: string, user: User, turn?: string): Promise<number> {
    await this.join();
    let claim = this.#claims.get(key);
    if (!claim) {
      claim = { clientId: newClientId(), user, ...(turn === undefined ? {} : { turn }) };
      this.#claims.set(key, claim);
      this.#staying().peer.sendControl({ type: 'claim', ...claim });
    }
    await this.#claimed(claim.clientId);
    return claim.clientId;
  }

  /** Runs `write` as one transaction under a client id of {@link clientIdFor}. @throws Error inside another transaction. */
  transactAs(clientId: number, write: () => void, origin: unknown = null): void {
    // A nested transaction would join the outer one and its half would be written under the wrong id.
    if (this.#writer !== undefined || this.doc._transaction !== null)
      throw new Error('transactAs inside a transaction');
    if (this.#anew === 'over') throw new TandemError('unavailable', startingAnew);
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
    const { peer } = this.#staying();
    await until(
      peer,
      (state) => !state.unsaved || state.connection === 'refused',
      agentLimits.saveTimeoutMs,
      'The room has not confirmed the change yet. It is kept, and will be saved when the room is back.',
    );
    const { connection, refusal } = peer.state;
    if (connection === 'refused') throw new TandemError('unprocessable', refusedBecause(refusal?.message));
  }

  /** What the agent shows of itself, whole: what is left out is not shown. */
  setPresence(presence: LocalPresence): void {
    this.#presence = presence;
    if (this.#stay) this.#show(this.#stay.awareness);
  }

  /** Resolves when the room has said that it knows the id. */
  async #claimed(clientId: number): Promise<void> {
    if (this.authors.has(clientId)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = (): void => {
      if (this.authors.has(clientId)) resolve();
    };
    const cancel = after(agentLimits.joinTimeoutMs, () => reject(new TandemError('unavailable', away)));
    this.#authorWaiters.add(check);
    try {
      await promise;
    } finally {
      cancel();
      this.#authorWaiters.delete(check);
    }
  }

  /** Tried again with each {@link join} while the room does not answer. */
  async #startAnew(reason: string): Promise<void> {
    if (this.#anew) return;
    this.#anew = 'asking';
    try {
      const whole = await withoutRefused(this.doc, this.#options.connect);
      this.#anew = 'over';
      this.#options.restart(whole, refusedBecause(reason));
    } catch (error) {
      this.#anew = undefined;
      console.error('tandem: a refused replica could not be loaded anew', error);
    }
  }

  #show(awareness: Awareness): void {
    awareness.setLocalState({ ...this.#presence, user: agentUser });
  }

  #staying(): Connection {
    if (this.#stay) return this.#stay;
    const awareness = new Awareness(this.doc);
    let wasOnline = false;
    this.#show(awareness);
    const peer: Peer = new Peer({
      doc: this.doc,
      awareness,
      connect: this.#options.connect,
      introduce: (clientIds) =>
        clientIds.flatMap((clientId) => {
          const author = this.authors.get(clientId);
          return author ? [claimFor(clientId, author)] : [];
        }),
      onChange: (state) => {
        if (state.connection === 'refused' && state.refusal?.code === closeCode.replicaRefused)
          void this.#startAnew(state.refusal.message);
        if (state.connection !== 'online' || wasOnline) {
          wasOnline = state.connection === 'online';
          return;
        }
        wasOnline = true;
        // A room that lost its last moments may not know the ids any more, and what was written under them follows now.
        for (const claim of this.#claims.values()) peer.sendControl({ type: 'claim', ...claim });
      },
      onAuthors: (authors) => {
        for (const [clientId, author] of authors) {
          // Whoever came first to a room that lost its storage has brought everyone's text as their own.
          const forgotten = this.#options.authors.note(clientId, author);
          if (forgotten) peer.sendControl(claimFor(clientId, forgotten));
        }
        for (const check of this.#authorWaiters) check();
      },
    });
    this.#stay = { peer, awareness };
    this.#scheduleLeave();
    return this.#stay;
  }

  /** Leaves after a while when nobody holds it here. */
  #scheduleLeave(): void {
    this.#cancelLeave?.();
    this.#cancelLeave = undefined;
    if (this.#holds === 0) this.#cancelLeave = after(agentLimits.lingerMs, () => this.leave());
  }
}
