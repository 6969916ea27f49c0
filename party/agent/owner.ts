import { closeCode, deletedRoom } from '../../shared/protocol/close.ts';
import { after } from '../../shared/timers.ts';
import { Links } from './links.ts';
import { closeVoid, type PageSocket } from './page-sessions.ts';
import { Removal } from './removal.ts';
import type { Replica } from './replica.ts';

/** How long the answer to the last call may take to leave. */
const lastAnswerMs = 500;

/** What a room's owner alone has done with it. */
export interface OwnerParts {
  links: Links;
  removal: Removal;
}

export function ownerParts(coder: {
  room: () => string;
  secret: unknown;
  storage: DurableObjectStorage;
  abort: (reason: string) => void;
  replica: () => Replica;
  pages: () => Iterable<PageSocket>;
}): OwnerParts {
  const { room, secret, storage, abort, replica, pages } = coder;
  const kept = storage.kv;
  // Over a new socket: one to a room that has just gone looks open for a while.
  const reachRoom = (): Promise<void> => replica().join({ anew: true });
  const links: Links = new Links({
    room,
    secret,
    kept,
    reachRoom,
    onRaised: () => closeVoid(pages(), links),
    tellRoom: reachRoom,
  });
  const removal = new Removal({
    kept,
    reachRoom,
    stop: () => {
      for (const page of pages()) page.close(closeCode.deleted, deletedRoom);
    },
    deleteRoom: () => replica().deleteRoom(),
    eraseAllBut: async (key, value) => {
      // The runtime deletes the database's file: rows that are only deleted stay readable in its free pages.
      const erased = storage.deleteAll();
      kept.put(key, value);
      await erased;
      await storage.sync();
      // What this coder still has in memory goes with it, once its answer is out.
      after(lastAnswerMs, () => abort('the room was deleted'));
    },
  });
  return { links, removal };
}
