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

/** What a page may say over its socket: a fresh token, and what only asks for what everyone sees. `pass` lets the SDK answer that. */
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
  else connection.close(closeCode.role, 'Commands go by HTTP.');
}
