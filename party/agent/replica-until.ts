import { TandemError } from '../../shared/errors.ts';
import type { Peer, PeerState } from '../../shared/protocol/peer.ts';

/** @throws TandemError `unavailable` with this sentence, when the room has not come to that state in time */
export async function until(
  peer: Peer,
  done: (state: PeerState) => boolean,
  timeoutMs: number,
  sentence: string,
): Promise<void> {
  try {
    await peer.until(done, timeoutMs, 'the room');
  } catch (error) {
    throw new TandemError('unavailable', sentence, { cause: error });
  }
}
