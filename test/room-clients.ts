import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import * as z from 'zod/mini';
import { signSession } from '../party/auth.ts';
import { Peer, type PeerOptions } from '../shared/protocol/peer.ts';
import type { Role } from '../shared/roles.ts';
import type { RoomAddress, RoomProcess } from './room-process.ts';
import { testSecret, userNamed } from './test-room.ts';

export const tokenFor = async (room: string, name: string, role: Role = 'editor'): Promise<string> =>
  (await signSession(testSecret, { room, role, user: userNamed(name) })).token;

const countSchema = z.object({ connections: z.number() });

/** How many connections a room of a real process has; asks with one of its tokens. */
export async function headCount(server: RoomProcess, room: string): Promise<number> {
  const headers = { authorization: `Bearer ${await tokenFor(room, 'ada')}` };
  return countSchema.parse(await (await fetch(server.roomUrl(room), { headers })).json()).connections;
}

/** Our own peer in a room of a real process, already started. */
export function peerIn(
  server: RoomAddress,
  room: string,
  name: string,
  options: Partial<PeerOptions> & { role?: Role } = {},
): Peer & { doc: Y.Doc; awareness: Awareness } {
  const { role, ...rest } = options;
  const doc = options.doc ?? new Y.Doc();
  const awareness = options.awareness ?? new Awareness(doc);
  const connect = async () => server.socket(room, `token=${await tokenFor(room, name, role)}&tandem=1`);
  const peer = new Peer({ doc, awareness, connect, ...rest });
  peer.start();
  return Object.assign(peer, { doc, awareness });
}
