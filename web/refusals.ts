import { closeCode } from '../shared/protocol/close.ts';
import type { PeerState } from '../shared/protocol/peer.ts';

const isRefusedWith =
  (code: number) =>
  ({ connection, refusal }: PeerState): boolean =>
    connection === 'refused' && refusal?.code === code;

/** Its owner has deleted the room. */
export const isDeleted = isRefusedWith(closeCode.deleted);

/** This page’s replica is from before a text was purged: a new one has to take its place. */
export const isPurged = isRefusedWith(closeCode.purged);
