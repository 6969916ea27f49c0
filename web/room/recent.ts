import * as z from 'zod/mini';
import { roleSchema } from '../../shared/roles.ts';
import { epochOfKey } from '../../shared/session.ts';
import { keep } from '../storage.ts';

const recentSchema = z.array(
  z.object({
    room: z.string(),
    /** An owner's is the edit key: the browser keeps theirs apart. */
    key: z.string(),
    title: z.string(),
    role: roleSchema,
    /** When it was last open here, in ms since the epoch. */
    at: z.number(),
  }),
);
export type RecentRoom = z.infer<typeof recentSchema>[number];

const maxRecent = 12;
const kept = keep('recent', recentSchema, []);
const rank = { viewer: 0, editor: 1, owner: 2 } as const;

export const recentRooms = (): RecentRoom[] => kept.get();

/** Puts a room first. Keeps a key from an earlier visit that allows more, unless it was revoked since. */
export function withVisit(rooms: readonly RecentRoom[], visit: RecentRoom): RecentRoom[] {
  const before = rooms.find((entry) => entry.room === visit.room);
  const isVoid = before && epochOfKey(before.key) < epochOfKey(visit.key);
  const better = before && !isVoid && rank[before.role] > rank[visit.role] ? before : visit;
  const top = { ...visit, key: better.key, role: better.role };
  return [top, ...rooms.filter((entry) => entry.room !== visit.room)].slice(0, maxRecent);
}

export const rememberVisit = (visit: RecentRoom): void => void kept.set(withVisit(kept.get(), visit));

export const forgetRoom = (room: string): void =>
  void kept.set(kept.get().filter((entry) => entry.room !== room));

/** Puts back a list from before something was forgotten. */
export const restoreRooms = (rooms: RecentRoom[]): void => void kept.set(rooms);
