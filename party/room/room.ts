import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import type { RoomDocument } from './document.ts';
import type { Presence } from './presence.ts';
import type { PurgeOrder } from './purging.ts';
import type { Poison } from './quarantine.ts';
import type { Session } from './session.ts';

/** What handling a frame may do in its room. */
export interface Room {
  readonly document: RoomDocument<Session>;
  readonly presence: Presence;
  /** Includes those whose connection is gone but whose messages still wait. */
  readonly sessions: Iterable<Session>;
  /** Number for the next connection. */
  readonly nextNumber: number;
  /** As in the host. */
  now(): number;
  wallMs(): number;
  /** Calls back once, after `delayMs`. */
  after(delayMs: number, callback: () => void): void;
  /** Sends the others the states of these ids, once the text they may point to is on disk. */
  show(ids: readonly number[]): void;
  /**
   * Closes a session's connection with a code; what already came over it is still handled. `reason` is for
   * people.
   */
  leave(session: Session, code: number, reason: string): void;
  /** Closes a session's connection, and drops what it sent that still waits. */
  refuse(session: Session, code: number, reason: string): void;
  renew(session: Session, token: string): void;
  /** Deletes the room, and ends every session. */
  delete(): void;
  /** Takes a text out of the room, and ends every session. */
  purge(order: PurgeOrder): void;
  /** Handles what has arrived, and answers what was asked for. */
  takeBatch(): void;
  /**
   * Rebuilds the document from disk, after an update broke it or took it past a limit. `poison` goes to
   * quarantine.
   */
  rebuild(poison?: Poison): void;
}

/** Refuses this replica for good: its later edits would build on what was refused. */
export function reject(room: Room, session: Session, code: string, message: string): void {
  session.sendControl({ type: 'rejected', code, message }, room.now());
  room.refuse(session, closeCode.replicaRefused, message);
}

/** Counts a frame that cannot be read or that this session may not send; enough of them end the session. */
export function recordStrike(room: Room, session: Session, reason: string): void {
  if (++session.strikes >= wireLimits.strikes) room.refuse(session, closeCode.malformed, reason);
}
