import { TandemError } from '../../shared/errors.ts';
import { isRoomId } from '../../shared/ids.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { servedVersions } from '../../shared/protocol/wire-version.ts';
import { deniedFrame } from '../../shared/protocol/frames.ts';
import { requestAllowed } from '../../shared/origins.ts';
import { type Claims, requireSecret, verifyToken } from '../auth.ts';
import type { Handshake, RoomConnection, RoomHost } from './host.ts';
import { closeQuietly } from './session.ts';

/** A close code and a reason. Not an HTTP status: browsers hide it from a page. */
export interface Refusal {
  code: number;
  reason: string;
}

export type Admission = { claims: Claims; supportsExtensions: boolean } | Refusal;

const cooldown = 'This page has sent too much at once.';

/** Checks a handshake's room id, origin, token and cooldown, all of which need no room. */
export async function authorizeHandshake(
  host: Pick<RoomHost, 'id' | 'env' | 'flooders' | 'now'>,
  handshake: Handshake,
): Promise<Admission> {
  if (!isRoomId(host.id)) return { code: closeCode.noRoom, reason: 'There is no such room. Check the link.' };
  if (!requestAllowed(handshake, host.env.ALLOWED_ORIGINS)) {
    return { code: closeCode.role, reason: 'This site may not open rooms here.' };
  }
  const { searchParams } = new URL(handshake.url);
  try {
    const secret = requireSecret(host.env.ROOM_SECRET);
    const claims = await verifyToken(secret, host.id, searchParams.get('token'));
    if (host.flooders.has(host.id, claims.user.id, host.now()))
      return { code: closeCode.flood, reason: cooldown };
    return { claims, supportsExtensions: servedVersions.includes(searchParams.get('tandem') ?? '') };
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    const code = error.code === 'unauthorized' ? closeCode.tokenEnded : closeCode.internal;
    return { code, reason: error.message };
  }
}

/** Closes a connection that is not let in. */
export function turnAway(connection: RoomConnection, code: number, reason: string): undefined {
  try {
    connection.send(deniedFrame(reason));
  } catch {
    // It left while it was being checked.
  }
  closeQuietly(connection, code, reason);
}
