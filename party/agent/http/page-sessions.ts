import { closeCode } from '../../../shared/protocol/close.ts';
import { after } from '../../../shared/timers.ts';
import { closeFor, renewedCaller, type VerifiedCaller } from './authenticate.ts';
import type { Links } from '../owner/links.ts';

/** A page's socket, with who is at its other end. */
interface PageSocket {
  state: VerifiedCaller | null;
  setState(caller: VerifiedCaller): unknown;
  close(code: number, reason: string): void;
}

/** Ends a page's socket with its token, unless that was renewed meanwhile. */
export function closeWhenEnded(
  connection: Omit<PageSocket, 'setState'>,
  expiresAt: number,
  onClosed: () => void,
): void {
  after(expiresAt - Date.now(), () => {
    const ends = connection.state?.expiresAt ?? 0;
    if (ends > Date.now()) return closeWhenEnded(connection, ends, onClosed);
    connection.close(closeCode.tokenEnded, 'The session has ended.');
    onClosed();
  });
}

/** A live socket goes on under a fresh token of the same person, by a link that is good; anything else ends it. */
export async function renewSession(
  connection: PageSocket,
  token: string,
  room: string,
  { secret, links }: { secret: string | undefined; links: Links },
): Promise<void> {
  try {
    const caller = await renewedCaller(connection.state, token, room, secret);
    links.assertGood(caller);
    connection.setState(caller);
  } catch (error) {
    const { code, reason } = closeFor(error);
    connection.close(code, reason);
  }
}
