import { agentLimits } from '../../../shared/limits.ts';
import type { LinkState } from '../../../shared/services.ts';
import { closeCode, deletedRoom } from '../../../shared/protocol/close.ts';
import { after } from '../../../shared/timers.ts';
import { Links } from './links.ts';
import { Removal } from './removal.ts';
import { purgeOf, type PurgedCoder } from './purge/parts.ts';
import type { Purge } from './purge/purge.ts';
import { requestDelete } from '../replica/room-requests.ts';

/** What only a room's owner can do to it. */
export interface OwnerParts {
  links: Links;
  removal: Removal;
  purge: Purge;
}

/** Whether links of an epoch open the room. Also resumes a deletion or purge that has begun. */
export function linksOf({ links, removal, purge }: OwnerParts, epoch: number): LinkState {
  removal.resume();
  if (removal.isBegun) return 'deleted';
  purge.resume();
  return links.isGood(epoch) ? 'good' : 'void';
}

export function ownerParts(
  coder: Omit<PurgedCoder, 'reachRoom'> & {
    room: () => string;
    secret: unknown;
    pages: {
      /** Closes the pages of everyone who came by a void link. */
      closeVoid: (links: Links) => void;
      closeAll: (code: number, reason: string) => void;
    };
  },
): OwnerParts {
  const { room, secret, storage, abort, replica, pages } = coder;
  const values = storage.kv;
  // Over a new socket: the old one to a dead room server still looks open for a while.
  const reachRoom = (): Promise<void> => replica().join({ anew: true });
  const links: Links = new Links({
    room,
    secret,
    storage: values,
    reachRoom,
    onRaised: () => pages.closeVoid(links),
    tellRoom: reachRoom,
  });
  const removal = new Removal({
    storage: values,
    reachRoom,
    stop: () => pages.closeAll(closeCode.deleted, deletedRoom),
    deleteRoom: () => replica().endWith(requestDelete),
    eraseAllBut: async (key, value) => {
      // Deletes the database's file: rows that are merely deleted would stay readable in its free pages.
      const erased = storage.deleteAll();
      values.put(key, value);
      await erased;
      await storage.sync();
      // Once its answer is out, this coder ends, and its memory of the room with it.
      after(agentLimits.lastAnswerMs, () => abort('the room was deleted'));
    },
  });
  return { links, removal, purge: purgeOf({ ...coder, reachRoom }) };
}
