import { roomRates } from '../../../shared/limits.ts';
import { hasSeat } from '../../../shared/seats.ts';
import type { VerifiedCaller } from './authenticate.ts';

/** Whether a connecting page gets a seat, given the open sockets; one of the user's own may have to leave for it. */
export function seatFor<Socket extends { state: VerifiedCaller | null }>(
  { user, role }: VerifiedCaller,
  open: readonly Socket[],
): 'full' | { leaves: Socket | undefined } {
  const own = open.filter(({ state }) => state?.user.id === user.id);
  if (own.length >= roomRates.maxUserSockets) {
    // A page that vanished without closing no longer renews its token, so its token expires first.
    const [leaves] = own.sort((a, b) => (a.state?.expiresAt ?? 0) - (b.state?.expiresAt ?? 0));
    return { leaves };
  }
  return hasSeat(
    role,
    open.map(({ state }) => state?.role ?? 'editor'),
  )
    ? { leaves: undefined }
    : 'full';
}
