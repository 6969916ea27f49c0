import { wireLimits } from '../../shared/limits.ts';
import { FrameAssembler, splitFrame } from '../../shared/protocol/chunks.ts';
import type { ServerControl } from '../../shared/protocol/control.ts';
import { controlFrame, joinFrames } from '../../shared/protocol/frames.ts';
import type { Role, User } from '../../shared/roles.ts';
import type { Claims } from '../auth.ts';
import { PendingAnswers } from './pending-answers.ts';
import type { Writer } from './authors.ts';
import { FloodMeter, PresencePace } from './rate-limits.ts';
import type { RoomConnection } from './host.ts';
import { Inbox } from './inbox-queue.ts';
import { LifeSign } from './life-sign.ts';
import type { Present } from './presence.ts';
import { BackpressureProbe } from './backpressure.ts';

/** One connection: who it is, what it may do, and what it is still owed. */
export class Session implements Writer, Present {
  readonly #connection: RoomConnection;
  /** Order of arrival. */
  readonly number: number;
  /** It connected with `?tandem=1`: it understands save-acks, control messages and frames in pieces. */
  readonly supportsExtensions: boolean;
  readonly assembler = new FrameAssembler();
  readonly flood: FloodMeter;
  readonly pace = new PresencePace();
  readonly backpressure = new BackpressureProbe();
  readonly answers = new PendingAnswers();
  readonly #probe: () => Uint8Array | undefined;
  readonly #onProbed: (timeMs: number) => void;
  /** A change of its presence waits to be shown. */
  presenceHeld = false;
  #claims: Claims;
  presenceId: number | undefined;
  /** It has shown that its replica is not from before the latest purge. */
  isCurrent = false;
  strikes = 0;
  /** A new token of it is being checked. */
  isRenewing = false;
  /**
   * What it sent and the room dropped: until it has come again, no ack may claim that it is saved. `edits`: a viewer's, which
   * come with everything else in their next step 2 as an editor · `unknown`: in a frame that could not be read, so that
   * nobody can tell.
   */
  dropped: 'edits' | 'unknown' | undefined;
  /** Updates that wait for what they build on, and the acks asked for since. */
  readonly pendingUpdates: {
    update: Uint8Array;
    sinceMs: number;
    /** What it waits for; undefined while the document is rebuilt. */
    missing: { client: number; clock: number } | undefined;
    isRoomsFault: boolean;
  }[] = [];
  readonly pendingAcks: number[] = [];
  readonly inbox = new Inbox();
  readonly lifeSign: LifeSign;
  sentMs: number;
  /**
   * `gone`: its connection is closed, and what came over it is still handled · `ended`: nothing more of it is
   * handled.
   */
  #stage: 'open' | 'gone' | 'ended' = 'open';
  /** Frames that will leave as one. */
  #outgoing: Uint8Array[] = [];

  constructor(
    connection: RoomConnection,
    options: {
      number: number;
      supportsExtensions: boolean;
      claims: Claims;
      nowMs: number;
      /** A step 1, which every client answers; undefined while no document is loaded. */
      probe: () => Uint8Array | undefined;
      /** A probe was sent, which the client must answer within this time. */
      onProbed: (timeMs: number) => void;
    },
  ) {
    this.#connection = connection;
    this.number = options.number;
    this.supportsExtensions = options.supportsExtensions;
    this.#claims = options.claims;
    this.flood = new FloodMeter(options.claims.role);
    this.#probe = options.probe;
    this.#onProbed = options.onProbed;
    this.lifeSign = new LifeSign(options.nowMs);
    this.sentMs = options.nowMs;
  }

  get claims(): Claims {
    return this.#claims;
  }

  /** Continues under another token of the same person. */
  set claims(claims: Claims) {
    this.#claims = claims;
    this.flood.setRole(claims.role);
  }

  get user(): User {
    return this.claims.user;
  }

  get role(): Role {
    return this.claims.role;
  }

  get service(): boolean {
    return this.claims.service === true;
  }

  get gone(): boolean {
    return this.#stage !== 'open';
  }

  get ended(): boolean {
    return this.#stage === 'ended';
  }

  /** Why the pending updates may wait no longer, or undefined. */
  waitRefusal(nowMs: number): string | undefined {
    const [first] = this.pendingUpdates;
    if (!first) return undefined;
    const bytes = this.pendingUpdates.reduce((sum, { update }) => sum + update.byteLength, 0);
    // What an open batch brings may be what they wait for, however long it takes a slow connection.
    const isLate = nowMs - first.sinceMs > wireLimits.pendingTimeoutMs && !this.assembler.isOpen;
    const over =
      isLate ||
      this.pendingUpdates.length > wireLimits.maxPendingUpdates ||
      bytes > wireLimits.maxPendingBytes;
    return over ? 'This page has edits that build on others the room never received.' : undefined;
  }

  /**
   * Sends a frame. What one of our peers is sent in one go leaves as one message, with {@link flush}; stock clients read
   * one message of each frame.
   */
  send(frame: Uint8Array, nowMs: number): void {
    this.#add(frame, nowMs);
    if (this.backpressure.isDue && this.sendProbe(nowMs)) this.#onProbed(this.backpressure.sent(nowMs));
  }

  /** Sends a step 1. @returns false when no document is loaded. */
  sendProbe(nowMs: number): boolean {
    const probe = this.#probe();
    if (probe) this.#add(probe, nowMs);
    return probe !== undefined;
  }

  /** Hands what was sent since the last time to the connection. */
  flush(): void {
    const frames = this.#outgoing;
    if (frames.length === 0) return;
    this.#outgoing = [];
    for (let at = 0; at < frames.length; at += wireLimits.maxFrameMessages)
      this.#write(joinFrames(frames.slice(at, at + wireLimits.maxFrameMessages)));
  }

  sendControl(control: ServerControl, nowMs: number): void {
    if (this.supportsExtensions) this.send(controlFrame(control), nowMs);
  }

  /** Closes its connection: nothing is sent after this. */
  close(code: number, reason: string): void {
    if (this.gone) return;
    this.flush();
    this.#stage = 'gone';
    closeQuietly(this.#connection, code, reason);
  }

  /** Ends the session: nothing more of it is handled. */
  end(): void {
    this.#stage = 'ended';
  }

  #add(frame: Uint8Array, nowMs: number): void {
    if (this.gone || this.backpressure.isStuck) return;
    this.sentMs = nowMs;
    this.backpressure.countSent(frame.byteLength);
    this.lifeSign.countSent(frame.byteLength);
    if (!this.supportsExtensions || frame.byteLength > wireLimits.joinedFrameBytes) {
      this.flush();
      this.#write(frame);
      return;
    }
    if (this.#outgoing.length === 0) queueMicrotask(() => this.flush());
    this.#outgoing.push(frame);
  }

  #write(message: Uint8Array): void {
    if (this.gone) return;
    // Stock clients read no batches, and ours none that are larger than they may be.
    const isBatch = this.supportsExtensions && message.byteLength <= wireLimits.maxBatchBytes;
    try {
      for (const piece of isBatch ? splitFrame(message) : [message]) this.#connection.send(piece);
    } catch {
      // The socket is gone; the platform reports that in an event of its own, which ends the session.
    }
  }
}

/** @param reason ASCII text; a WebSocket close takes at most 123 bytes of it */
export function closeQuietly(connection: RoomConnection, code: number, reason: string): void {
  try {
    connection.close(code, reason.slice(0, 120));
  } catch {
    // Closed already by the other side.
  }
}
