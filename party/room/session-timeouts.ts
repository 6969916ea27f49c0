import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { awarenessFrame } from '../../shared/protocol/frames.ts';
import type { User } from '../../shared/roles.ts';
import { refuseWaiting } from './pending.ts';
import type { Room } from './room.ts';
import type { Session } from './session.ts';

/**
 * Checks for what no frame reveals: silence, an expired token, updates that waited too long, a client that
 * does not read.
 *
 * A client is refused for good only for what another attempt would not change. Time is never that: a slow or broken
 * connection is closed with a code with which clients retry. The one exception is a gap, which the client would bring again.
 */
export function checkTimeouts(room: Room, session: Session, nowMs: number): void {
  const overdue = session.waitRefusal(nowMs);
  if (overdue !== undefined) return refuseWaiting(room, session, overdue);
  if (session.claims.exp * 1000 <= room.wallMs()) {
    return room.leave(session, closeCode.tokenEnded, 'The session has ended. Open the room by its link.');
  }
  if (session.assembler.isOverdue(nowMs)) {
    return room.leave(session, closeCode.tryLater, 'A large edit stopped arriving.');
  }
  if (session.backpressure.isOverdue(nowMs)) {
    return room.leave(session, closeCode.tryLater, 'This page does not read what the room sends.');
  }
  const { lifeSign } = session;
  const silentMs = lifeSign.silentMs(nowMs);
  // What has arrived and waits to be handled is a sign of life too.
  const isDead = silentMs > wireLimits.silentPeerMs || (lifeSign.isOverdue(nowMs) && session.inbox.isEmpty);
  if (isDead) {
    return room.leave(session, closeCode.tryLater, 'Nothing was heard from this page for a while.');
  }
  // Every client answers a step 1, so a silent one is sent that; for the others an empty frame will do.
  const isSilent = silentMs >= wireLimits.keepAliveMs && !lifeSign.isAsked;
  if (isSilent && session.sendProbe(nowMs)) lifeSign.asked();
  else if (nowMs - session.sentMs >= wireLimits.keepAliveMs) {
    session.send(awarenessFrame(room.presence.encode([])), nowMs);
  }
}

/**
 * Asks the other connections of someone who connects for a sign of life, and gives up those that do not give it: a page
 * that comes back after its line broke must not find its own old connection in its seat, or itself present twice.
 * @param newcomer the connection that is not asked
 */
export function askOthersOf(room: Room, user: User, newcomer?: Session): void {
  for (const session of room.sessions) {
    if (session === newcomer || session.gone || session.service || session.user.id !== user.id) continue;
    const { lifeSign } = session;
    const nowMs = room.now();
    if (lifeSign.isAwaited || !session.sendProbe(nowMs)) continue;
    room.after(lifeSign.await(nowMs), () => {
      if (!session.gone) checkTimeouts(room, session, room.now());
    });
  }
}
