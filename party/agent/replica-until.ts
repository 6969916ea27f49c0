import { TandemError } from '../../shared/errors.ts';
import { agentLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import type { Peer, PeerState } from '../../shared/protocol/peer.ts';

export const startingAnew = 'The agent loads the room anew. Try again in a moment.';
export const away = 'The room cannot be reached at the moment. Try again in a few seconds.';

export const refusedBecause = (reason = ''): string =>
  `The room refused the latest changes, and they were taken back: ${reason} They are in the history.`;

/** Has the room deleted, and resolves when the room server has nothing of it any more. @throws TandemError `unavailable` */
export async function deleteThrough(peer: Peer): Promise<void> {
  const sentence = 'The room is not deleted yet: it cannot be reached. That goes on when it is back.';
  const isDeleted = ({ refusal }: PeerState): boolean => refusal?.code === closeCode.deleted;
  if (peer.state.connection === 'offline') peer.reconnect();
  peer.start();
  await until(peer, (state) => state.synced || isDeleted(state), agentLimits.joinTimeoutMs, sentence);
  peer.sendControl({ type: 'delete' });
  await until(peer, isDeleted, agentLimits.saveTimeoutMs, sentence);
}

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
