import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { awarenessFrame } from '../../shared/protocol/frames.ts';
import { refuseWaiting } from './pending.ts';
import type { Room } from './room.ts';
import type { Session } from './session.ts';

/**
 * Checks for what no frame reveals: silence, an expired token, updates that waited too long, a client that
 * does not read.
 */
export function checkTimeouts(room: Room, session: Session, nowMs: number): void {
  const overdue = session.waitRefusal(nowMs);
  if (overdue !== undefined) return refuseWaiting(room, session, overdue);
  if (session.claims.exp * 1000 <= room.wallMs()) {
    return room.leave(session, closeCode.tokenEnded, 'The session has ended. Open the room by its link.');
  }
  if (session.assembler.isOverdue(nowMs)) {
    return room.refuse(session, closeCode.tooLarge, 'A large edit did not arrive in time.');
  }
  if (session.backpressure.isOverdue(nowMs)) {
    return room.leave(session, closeCode.tryLater, 'This page does not read what the room sends.');
  }
  const silentMs = nowMs - session.heardMs;
  if (silentMs > wireLimits.silentPeerMs) {
    return room.leave(session, closeCode.tryLater, 'Nothing was heard from this page for a while.');
  }
  // Every client answers a step 1, so a silent one is sent that; for the others an empty frame will do.
  const isSilent = silentMs >= wireLimits.keepAliveMs && session.probedMs <= session.heardMs;
  if (isSilent && session.sendProbe(nowMs)) session.probedMs = nowMs;
  else if (nowMs - session.sentMs >= wireLimits.keepAliveMs) {
    session.send(awarenessFrame(room.presence.encode([])), nowMs);
  }
}
