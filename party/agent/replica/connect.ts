import { wireVersion } from '../../../shared/protocol/wire-version.ts';
import type { PeerSocket } from '../../../shared/protocol/peer.ts';
import { requireSecret, signService } from '../../auth.ts';
import type { Env } from '../../env.ts';

/**
 * Opens the coder's socket to its room, like any peer's but with a service token. Its epoch tells the room of
 * new links.
 */
export async function connectToRoom(env: Env, room: string, epoch: number): Promise<PeerSocket> {
  const url = new URL(`/parties/main/${room}`, env.ROOM_URL);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('tandem', `${wireVersion}`);
  url.searchParams.set('token', await signService(requireSecret(env.ROOM_SECRET), room, epoch));
  const socket = new WebSocket(url.href);
  socket.binaryType = 'arraybuffer';
  return socket;
}
