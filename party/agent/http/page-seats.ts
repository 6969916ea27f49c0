import { roomRates } from '../../../shared/limits.ts';
import { hasSeat } from '../../../shared/seats.ts';
import type { VerifiedCaller } from './authenticate.ts';

/** What a page that comes finds, of the sockets that are open: a full room, or a place, for which another may have to go. */
export function seatFor<Socket extends { state: VerifiedCaller | null }>(
  { user, role }: VerifiedCaller,
  open: readonly Socket[],
): 'full' | { leaves: Socket | undefined } {
  const own = open.filter(({ state }) => state?.user.id === user.id);
  if (own.length >= roomRates.maxUserSockets) {
    // A page that is gone without a word renews its token no more: its ends first.
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
