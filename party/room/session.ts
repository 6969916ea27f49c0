import { wireLimits } from '../../shared/limits.ts';
import { FrameAssembler } from '../../shared/protocol/chunks.ts';
import type { ServerControl } from '../../shared/protocol/control.ts';
import { controlFrame } from '../../shared/protocol/frames.ts';
import type { Role, User } from '../../shared/roles.ts';
import type { Claims } from '../auth.ts';
import { Asked } from './asked.ts';
import type { Writer } from './authors.ts';
import { FloodMeter, PresencePace } from './rate-limits.ts';
import type { RoomConnection } from './host.ts';
import { Inbox } from './inbox-queue.ts';
import type { Present } from './presence.ts';
import { BackpressureProbe } from './backpressure.ts';

/** One connection: who it is, what it may do, and what it still has to get. */
export class Session implements Writer, Present {
  readonly #connection: RoomConnection;
  /** Order of arrival. */
  readonly number: number;
  /** It connected with `?tandem=1`: it understands save-acks and control messages. */
  readonly supportsExtensions: boolean;
  readonly assembler = new FrameAssembler();
  readonly flood: FloodMeter;
  readonly pace = new PresencePace();
  readonly reading = new BackpressureProbe();
  readonly asked = new Asked();
  readonly #question: () => Uint8Array | undefined;
  readonly #onAsked: (timeMs: number) => void;
  /** A change of its presence waits to be shown. */
  presenceHeld = false;
  claims: Claims;
  presenceId: number | undefined;
  /** It has shown that its replica is not from before the latest purge. */
  isCurrent = false;
  strikes = 0;
  /** A token of it is being looked at. */
  isRenewing = false;
  /** False once something of it was dropped: a later ack would say that this was saved too. */
  ackable = true;
  /** Updates that wait for what they build on, and the acks asked for since. */
  readonly pendingUpdates: {
    update: Uint8Array;
    sinceMs: number;
    /** What it waits for; undefined: for the document, which is built anew. */
    missing: { client: number; clock: number } | undefined;
  }[] = [];
  readonly pendingAcks: number[] = [];
  readonly inbox = new Inbox();
  heardMs: number;
  /** When it was last asked for a sign of life. */
  probedMs = 0;
  sentMs: number;
  /** `gone`: its connection is, and what came over it before is still taken · `ended`: nothing of it is taken any more. */
  #stage: 'open' | 'gone' | 'ended' = 'open';

  constructor(
    connection: RoomConnection,
    options: {
      number: number;
      supportsExtensions: boolean;
      claims: Claims;
      nowMs: number;
      /** A step 1, which every client answers; undefined while there is no document to ask for. */
      question: () => Uint8Array | undefined;
      /** It was asked whether it reads, and is to have answered after this time. */
      onAsked: (timeMs: number) => void;
    },
  ) {
    this.#connection = connection;
    this.number = options.number;
    this.supportsExtensions = options.supportsExtensions;
    this.claims = options.claims;
    this.flood = new FloodMeter(options.claims.role);
    this.#question = options.question;
    this.#onAsked = options.onAsked;
    this.heardMs = options.nowMs;
    this.sentMs = options.nowMs;
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

  /** Why the updates that wait may wait no longer, or undefined. */
  waitRefusal(nowMs: number): string | undefined {
    const [first] = this.pendingUpdates;
    if (!first) return undefined;
    const bytes = this.pendingUpdates.reduce((sum, { update }) => sum + update.byteLength, 0);
    const over =
      this.pendingUpdates.length > wireLimits.maxPendingUpdates ||
      bytes > wireLimits.maxPendingBytes ||
      nowMs - first.sinceMs > wireLimits.pendingTimeoutMs;
    return over ? 'This page has edits that build on some which the room never got.' : undefined;
  }

  send(frame: Uint8Array, nowMs: number): void {
    this.#sendOne(frame, nowMs);
    if (this.reading.isDue && this.ask(nowMs)) this.#onAsked(this.reading.sent(nowMs));
  }

  /** Sends a step 1. @returns false when there is no document to ask for. */
  ask(nowMs: number): boolean {
    const question = this.#question();
    if (question) this.#sendOne(question, nowMs);
    return question !== undefined;
  }

  sendControl(control: ServerControl, nowMs: number): void {
    if (this.supportsExtensions) this.send(controlFrame(control), nowMs);
  }

  /** Closes its connection: nothing is sent after this. */
  close(code: number, reason: string): void {
    if (this.gone) return;
    this.#stage = 'gone';
    closeQuietly(this.#connection, code, reason);
  }

  /** Nothing of it is taken after this. */
  end(): void {
    this.#stage = 'ended';
  }

  #sendOne(frame: Uint8Array, nowMs: number): void {
    if (this.gone || this.reading.isStuck) return;
    this.sentMs = nowMs;
    this.reading.countSent(frame.byteLength);
    try {
      this.#connection.send(frame);
    } catch {
      // The socket is gone; the platform tells of that by its own event, which ends the session.
    }
  }
}

/** @param reason in ASCII, of which a WebSocket's close takes at most 123 bytes */
export function closeQuietly(connection: RoomConnection, code: number, reason: string): void {
  try {
    connection.close(code, reason.slice(0, 120));
  } catch {
    // Closed already by the other side.
  }
}
