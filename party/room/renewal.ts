import { TandemError } from '../../shared/errors.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { canEdit, isSameAuthor } from '../../shared/roles.ts';
import { requireSecret, verifyToken, voidLink } from '../auth.ts';
import { sendHello } from './greet.ts';
import type { RoomHost } from './host.ts';
import type { LinkEpoch } from './link-epoch.ts';
import { showPaced } from './message-handler.ts';
import { type Room, recordStrike } from './room.ts';
import type { Session } from './session.ts';

/** What a token is checked against. */
interface TokenChecks {
  host: Pick<RoomHost, 'id' | 'env'>;
  links: LinkEpoch;
}

/** Continues a live session under a fresh token of the same person; one token at a time. */
export function renewSession(room: Room, session: Session, token: string, checks: TokenChecks): void {
  if (session.isRenewing) {
    recordStrike(room, session, 'This page renews its session again and again.');
    return;
  }
  session.isRenewing = true;
  renew(room, session, token, checks)
    .catch((error: unknown) => {
      if (error instanceof TandemError) return room.refuse(session, closeCode.tokenEnded, error.message);
      console.error('tandem: a session could not be renewed', error);
      room.refuse(session, closeCode.tryLater, 'The room could not renew this session.');
    })
    .finally(() => {
      session.isRenewing = false;
    });
}

async function renew(
  room: Room,
  session: Session,
  token: string,
  { host, links }: TokenChecks,
): Promise<void> {
  const claims = await verifyToken(requireSecret(host.env.ROOM_SECRET), host.id, token);
  if (claims.user.id !== session.user.id || (claims.service ?? false) !== session.service) {
    room.refuse(session, closeCode.role, 'This token is for someone else.');
    return;
  }
  if (links.isVoid(claims.epoch)) {
    room.refuse(session, closeCode.tokenEnded, voidLink);
    return;
  }
  const { role, user } = session;
  session.claims = claims;
  await links.admits(claims.epoch);
  if (role === claims.role && isSameAuthor(user, claims.user)) return;
  sendHello(room, session);
  const shown = room.presence.restamp(session, room.now());
  if (shown.length > 0) showPaced(room, session, shown);
  // A page that could not edit until now has held back its step 2.
  if (!canEdit(role)) session.sendProbe(room.now());
}
