import type { PeerSocket } from '../../shared/protocol/peer.ts';
import { requireSecret, signService } from '../auth.ts';
import type { Env } from '../env.ts';

/** The coder's own socket to its room, as anyone's, with a service token. */
export async function connectToRoom(env: Env, room: string): Promise<PeerSocket> {
  const url = new URL(`/parties/main/${room}`, env.ROOM_URL);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('tandem', '1');
  url.searchParams.set('token', await signService(requireSecret(env.ROOM_SECRET), room));
  const socket = new WebSocket(url.href);
  socket.binaryType = 'arraybuffer';
  return socket;
}
