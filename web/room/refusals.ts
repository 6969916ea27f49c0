import { closeCode } from '../../shared/protocol/close.ts';
import type { PeerState } from '../../shared/protocol/peer.ts';

const isRefusedWith =
  (code: number) =>
  ({ connection, refusal }: PeerState): boolean =>
    connection === 'refused' && refusal?.code === code;

/** The owner has deleted the room. */
export const isDeleted = isRefusedWith(closeCode.deleted);

/** This page’s replica dates from before a purge, so the page needs a new one. */
export const isPurged = isRefusedWith(closeCode.purged);

/** The room refuses what is in this page’s replica. */
export const isRefusedForText = (state: PeerState): boolean =>
  [closeCode.malformed, closeCode.foreignClientId, closeCode.replicaRefused, closeCode.tooLarge].some(
    (code) => isRefusedWith(code)(state),
  );
