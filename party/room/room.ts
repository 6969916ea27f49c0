import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import type { RoomDocument } from './document.ts';
import type { Presence } from './presence.ts';
import type { PurgeOrder } from './purging.ts';
import type { Poison } from './quarantine.ts';
import type { Session } from './session.ts';

/** What a frame may do in its room. */
export interface Room {
  readonly document: RoomDocument<Session>;
  readonly presence: Presence;
  /** Also those whose connection is gone and of whom something is still to be taken. */
  readonly sessions: Iterable<Session>;
  /** Number for the next connection. */
  readonly nextNumber: number;
  now(): number;
  /** Calls back once, after `delayMs`. */
  after(delayMs: number, callback: () => void): void;
  /** Tells the others about these ids' states, once what they may point to is on disk. */
  show(ids: readonly number[]): void;
  /** Closes a session's connection with a code, and still takes what came over it; `reason` is for people. */
  leave(session: Session, code: number, reason: string): void;
  /** Closes it, and takes nothing more of it. */
  refuse(session: Session, code: number, reason: string): void;
  renew(session: Session, token: string): void;
  /** Keeps nothing of the room, and ends every session. */
  delete(): void;
  /** Takes a text out of the room, and ends every session. */
  purge(order: PurgeOrder): void;
  /** Takes what has come, and answers what was asked for. */
  takeBatch(): void;
  /** The document holds what it may not, or broke over it: builds it anew from what is on disk. `poison` is kept. */
  rebuild(poison?: Poison): void;
}

/** Refuses this replica for good: its later edits would build on what was refused. */
export function reject(room: Room, session: Session, code: string, message: string): void {
  session.sendControl({ type: 'rejected', code, message }, room.now());
  room.refuse(session, closeCode.replicaRefused, message);
}

/** Counts a frame that cannot be read, or is not this session's to send; enough of them end it. */
export function recordStrike(room: Room, session: Session, reason: string): void {
  if (++session.strikes >= wireLimits.strikes) room.refuse(session, closeCode.malformed, reason);
}
