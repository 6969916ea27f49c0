import { TandemError } from '../../../shared/errors.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { closeCode } from '../../../shared/protocol/close.ts';
import type { Peer, PeerState } from '../../../shared/protocol/peer.ts';
import type { User } from '../../../shared/roles.ts';

export const reloading = 'The agent is reloading the room. Try again in a moment.';
export const unreachable = 'The room cannot be reached at the moment. Try again in a few seconds.';

export const refusedBecause = (reason = ''): string =>
  `The room refused the latest changes, so they were reverted: ${reason} They are in the history.`;

export const notPurgedYet =
  'The text is not removed yet: the room cannot be reached. Removing it continues when the room is back.';

/**
 * Deletes the room, and resolves when the room server has nothing of it any more.
 * @throws TandemError `unavailable`
 */
export async function requestDelete(peer: Peer): Promise<void> {
  const sentence =
    'The room is not deleted yet: it cannot be reached. Deleting it continues when it is back.';
  const isDeleted = ({ refusal }: PeerState): boolean => refusal?.code === closeCode.deleted;
  if (peer.state.connection === 'offline') peer.reconnect();
  peer.start();
  await until(peer, (state) => state.synced || isDeleted(state), agentLimits.joinTimeoutMs, sentence);
  peer.sendControl({ type: 'delete' });
  await until(peer, isDeleted, agentLimits.saveTimeoutMs, sentence);
}

/**
 * Purges a text from the room, and resolves when the room server does not have it any more.
 * @throws TandemError `unavailable`
 */
export async function requestPurge(
  peer: Peer,
  { clientId, by, text }: { clientId: number; by: User; text: string },
): Promise<void> {
  const isPurged = ({ refusal }: PeerState): boolean => refusal?.code === closeCode.purged;
  if (peer.state.connection === 'offline') peer.reconnect();
  peer.start();
  await until(peer, ({ synced }) => synced, agentLimits.joinTimeoutMs, notPurgedYet);
  peer.sendControl({ type: 'purge', clientId, user: by, text });
  await until(peer, isPurged, agentLimits.saveTimeoutMs, notPurgedYet);
}

/**
 * Waits until the peer reaches a state.
 * @throws TandemError `unavailable` with `sentence`, when it does not in time
 */
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
