import { closeCode } from '../../../shared/protocol/close.ts';
import { after } from '../../../shared/timers.ts';
import {
  closeFor,
  isReadOnlyFrame,
  readTokenFrame,
  renewedCaller,
  type VerifiedCaller,
} from './authenticate.ts';
import type { Links } from '../owner/links.ts';

/** A page's socket, whose state is the caller. */
interface PageSocket {
  state: VerifiedCaller | null;
  setState(caller: VerifiedCaller): unknown;
  close(code: number, reason: string): void;
}

/** Closes a page's socket when its token expires, unless that was renewed meanwhile. */
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

/** Renews an open socket under a fresh token of the same person from a valid link; closes it for any other token. */
async function renewSession(
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

/** Handles a page's frame: a fresh token, or a read-only one, which `pass` hands to the SDK. Others close the socket. */
export async function handlePageMessage(
  connection: PageSocket,
  message: unknown,
  {
    room,
    pass,
    ...session
  }: {
    room: string;
    secret: string | undefined;
    links: Links;
    pass: () => Promise<unknown>;
  },
): Promise<void> {
  const token = readTokenFrame(message);
  if (token !== undefined) await renewSession(connection, token, room, session);
  else if (isReadOnlyFrame(message)) await pass();
  else connection.close(closeCode.role, 'Commands go over HTTP.');
}
