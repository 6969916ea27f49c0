import * as Y from 'yjs';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { deniedFrame, step1Frame } from '../../shared/protocol/frames.ts';
import { voidLink } from '../auth.ts';
import { authorizeHandshake, type Refusal, turnAway } from './handshake.ts';
import { Departed } from './departed.ts';
import { RoomDocument } from './document.ts';
import { answerAsked } from './answers.ts';
import { type EndedRoom, Endings } from './endings.ts';
import { Entrance, unreadable } from './entrance.ts';
import { greet } from './greet.ts';
import { handleInbox } from './inbox.ts';
import { LinkEpoch } from './link-epoch.ts';
import { renewSession } from './renewal.ts';
import type { Room } from './room.ts';
import type { Handshake, RoomConnection, RoomHost } from './host.ts';
import { askOthersOf, checkTimeouts } from './session-timeouts.ts';
import { retryAll } from './pending.ts';
import { Presence } from './presence.ts';
import { PresenceClock } from './presence-clock.ts';
import type { PurgeOrder } from './purging.ts';
import { type Poison, tryQuarantine } from './quarantine.ts';
import { PresenceRelay } from './presence-relay.ts';
import { relay } from './relay.ts';
import { Session } from './session.ts';
import { Ticker } from './ticker.ts';
import { BatchScheduler } from './batch-scheduler.ts';

/**
 * A room: one document, its sessions and their presence. Independent of the platform, which a host provides.
 *
 * Invariant: nothing leaves the room, neither text nor an ack, before it is on disk.
 */
export class RoomCore implements Room, EndedRoom {
  readonly #host: RoomHost;
  /** Sessions with an open connection. */
  readonly #sessions = new Set<Session>();
  readonly #departed = new Departed();
  readonly presence: Presence;
  readonly #presenceClock: PresenceClock;
  readonly now: RoomHost['now'] = () => this.#host.now();
  readonly wallMs: RoomHost['wallMs'] = () => this.#host.wallMs();
  readonly after: RoomHost['after'] = (delayMs, callback) => this.#host.after(delayMs, callback);
  readonly #links: LinkEpoch;
  readonly #endings: Endings;
  readonly entrance: Entrance;
  #document: RoomDocument<Session> | undefined;
  #opening: Promise<void> | undefined;
  #arrivals = 0;
  #trouble: string | null = null;
  readonly #batches: BatchScheduler;
  readonly #shown: PresenceRelay;
  readonly #ticker: Ticker;

  /** `presenceMsPerSocket`: as in the limits; 0 sends each change of presence at once. */
  constructor(host: RoomHost, presenceMsPerSocket: number = wireLimits.presenceMsPerSocket) {
    this.#host = host;
    this.#links = new LinkEpoch(host.storage, () =>
      this.end(({ claims }) => this.#links.isVoid(claims.epoch), closeCode.tokenEnded, voidLink),
    );
    this.#endings = new Endings(host, this);
    this.entrance = new Entrance(this.#endings, this.#links, this);
    this.#batches = new BatchScheduler(host, this);
    this.#ticker = new Ticker(host, wireLimits.tickMs, () => this.#tick());
    this.#presenceClock = new PresenceClock(host);
    this.presence = new Presence(this.#presenceClock.now, (clientId, user) => {
      const author = this.#document?.authors.get(clientId);
      return author !== undefined && author.id !== user.id;
    });
    const shown = { presence: this.presence, sessions: this.#sessions, log: () => this.#document?.log };
    this.#shown = new PresenceRelay(host, shown, presenceMsPerSocket);
  }

  get document(): RoomDocument<Session> {
    if (!this.#document) throw new Error('the document is not loaded');
    return this.#document;
  }

  get sessions(): Iterable<Session> {
    return [...this.#sessions, ...this.#departed];
  }

  get nextNumber(): number {
    return this.#arrivals + 1;
  }

  /** How many connections are open. */
  get size(): number {
    return this.#sessions.size;
  }

  isWriting(): boolean {
    return this.#document?.log.isWriting ?? false;
  }

  /**
   * Admits a connection, or closes it with a code. The host may pass on its messages once this resolves.
   */
  async accept(connection: RoomConnection, handshake: Handshake): Promise<Session | undefined> {
    const admission = await authorizeHandshake(this.#host, handshake);
    if ('code' in admission) return turnAway(connection, admission.code, admission.reason);
    const { claims } = admission;
    await this.entrance.awaitSeat(claims);
    let refusal: Refusal | undefined;
    do {
      refusal =
        (await this.entrance.refusal(claims)) ??
        (await this.#open().catch(unreadable)) ??
        // Checked again: the room may have been deleted, or new links made, while it loaded.
        (await this.entrance.refusal(claims)) ??
        this.entrance.refusalNow(claims);
      // Meanwhile an edit may have broken the document, which then loads again.
    } while (!refusal && (this.#opening || !this.#document));
    if (refusal) return turnAway(connection, refusal.code, refusal.reason);
    const session: Session = new Session(connection, {
      ...admission,
      number: ++this.#arrivals,
      nowMs: this.now(),
      probe: () => this.#document && step1Frame(Y.encodeStateVector(this.#document.doc)),
      // A timer of its own: the next tick may come well after the deadline.
      onProbed: (timeMs) => {
        this.after(timeMs, () => {
          if (!session.gone) checkTimeouts(this, session, this.now());
        });
      },
    });
    this.#sessions.add(session);
    greet(this, session, this.#trouble);
    if (!session.service) askOthersOf(this, session.user, session);
    this.#ticker.start();
    return session;
  }

  /** The document, loaded if need be. @throws when it cannot be read */
  async loaded(): Promise<RoomDocument<Session>> {
    while (!this.#document) await this.#open();
    return this.#document;
  }

  /** Queues one WebSocket message from a session. */
  message(session: Session, data: Uint8Array | string): void {
    if (session.gone) return;
    session.lifeSign.heard(this.now());
    session.inbox.push(data);
    if (session.inbox.bytes > wireLimits.maxWaitingBytes) {
      this.refuse(session, closeCode.tryLater, 'The room is busy.');
    } else if (!this.#opening) this.#batches.plan();
  }

  /** Closes a session's connection if it is still open; what already came over it is still handled. */
  leave(session: Session, code = 1000, reason = ''): void {
    if (this.#disconnect(session, code, reason)) this.#departed.add(session);
  }

  refuse(session: Session, code: number, reason: string): void {
    if (code === closeCode.flood) this.#host.flooders.add(this.#host.id, session.user.id, this.now());
    this.#disconnect(session, code, reason);
    session.end();
    this.#departed.delete(session);
  }

  show(ids: readonly number[]): void {
    this.#shown.add(ids);
  }

  renew(session: Session, token: string): void {
    renewSession(this, session, token, { host: this.#host, links: this.#links });
  }

  rebuild(poison?: Poison): void {
    const { log } = this.document;
    for (const { inbox } of this.sessions) inbox.work = undefined;
    const before = async (): Promise<void> => {
      if (poison) await tryQuarantine(this.#host.storage, poison);
      await log.drained();
    };
    this.#opening ??= this.#load(before()).catch((error: unknown) => this.#lose(error));
  }

  delete(): void {
    this.#endings.delete();
  }

  purge(order: PurgeOrder): void {
    this.#endings.purge(order);
  }

  /**
   * Handles what has arrived from every session: one write, then one update, one presence message and the
   * acks for each client.
   */
  takeBatch(): void {
    this.#document?.log.gather(() => {
      const waiting = [...this.sessions].filter(({ inbox }) => !inbox.isEmpty);
      const work = Math.max(wireLimits.leastBatchWork, wireLimits.batchWork / waiting.length);
      let isLeft = false;
      for (const session of waiting) {
        // Messages that arrive while the document is rebuilt wait for that.
        if (this.#opening) return;
        if (handleInbox(this, session, work)) isLeft = true;
      }
      if (!this.#opening) retryAll(this);
      this.#departed.settle();
      for (const session of this.#sessions) if (!this.#opening) answerAsked(this, session);
      // However much is left, the other sockets' events come first.
      if (isLeft && !this.#opening) this.#batches.scheduleRest();
    });
  }

  /** @returns whether it was connected. */
  #disconnect(session: Session, code: number, reason: string): boolean {
    if (code === closeCode.tokenEnded || code === closeCode.role)
      session.send(deniedFrame(reason), this.now());
    // Even if the other side has closed: this version of workerd leaves the closing handshake to us.
    session.close(code, reason);
    if (!this.#sessions.delete(session)) return false;
    this.show(this.presence.leave(session, this.nextNumber));
    return true;
  }

  end(isOneOf: (session: Session) => boolean, code: number, reason: string): void {
    for (const session of this.sessions) if (isOneOf(session)) this.refuse(session, code, reason);
  }

  async quiet(): Promise<RoomDocument<Session> | undefined> {
    await this.#opening;
    const document = this.#document;
    await document?.log.drained();
    this.#document = undefined;
    return document;
  }

  forget(): void {
    this.#document = undefined;
  }

  /** Loads the document unless it is loaded. @throws when it cannot be read; the next call tries again. */
  async #open(): Promise<undefined> {
    while (this.#opening) await this.#opening;
    if (this.#document) return;
    // A room that is being deleted must not be seeded.
    if (this.#endings.isBegun) throw new Error('the room is being deleted or purged');
    this.#opening = this.#load();
    await this.#opening;
  }

  async #load(after?: Promise<void>): Promise<void> {
    try {
      await after;
      await this.#presenceClock.open();
      this.#document = undefined;
      this.#document = await RoomDocument.open<Session>(this.#host, {
        onCommitted: (batch) => {
          relay(batch, this.#sessions, this.now());
          this.#shown.flush(batch.number);
        },
        onReleased: () => {
          for (const session of this.#sessions) session.flush();
        },
        onIdle: () => {
          if (!this.#opening) this.#batches.written();
        },
        onTrouble: (reason) => this.#showTrouble(reason),
        onLost: (error) => this.#lose(error),
        isAnothers: (clientId, user) => this.presence.isAnothers(clientId, user),
      });
    } finally {
      this.#opening = undefined;
    }
    this.takeBatch();
  }

  /** Memory holds what the disk never will, so everyone starts over from the disk. */
  #lose(error: unknown): void {
    console.error('tandem: a room starts over from its storage', error);
    this.#document = undefined;
    this.#trouble = null;
    this.#shown.clear();
    for (const session of this.sessions) this.refuse(session, closeCode.tryLater, 'The room could not save.');
  }

  #showTrouble(reason: string | null): void {
    this.#trouble = reason;
    for (const session of this.#sessions) session.sendControl({ type: 'readonly', reason }, this.now());
  }

  /** @returns whether to tick again. */
  #tick(): boolean {
    const nowMs = this.now();
    for (const session of this.#sessions) checkTimeouts(this, session, nowMs);
    this.show(this.presence.renew(nowMs));
    if (!this.#endings.isBegun) this.#presenceClock.keep();
    return this.#sessions.size > 0;
  }
}
