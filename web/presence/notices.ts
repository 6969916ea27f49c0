import { createEffect, createMemo, on, onCleanup } from 'solid-js';
import type { Room } from '../room.ts';
import { settings } from '../settings/settings.ts';
import { say } from '../ui/toast.tsx';
import { ArrivalWatch } from './arrivals.ts';

const noticeMs = 3_000;

/** Says who joins and who leaves while this page is in the room. */
export function createNotices(room: Room): void {
  const watch = new ArrivalWatch();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const others = (): ReadonlyMap<string, string> | undefined => {
    if (!room.state().synced) return undefined;
    const here = room.people().filter(({ user }) => user.id !== room.user().id);
    return new Map(here.map(({ user }) => [user.id, user.name]));
  };
  const look = (): void => {
    clearTimeout(timer);
    const { joined, left, lookAtMs } = watch.look(others(), Date.now());
    if (settings().notices) {
      for (const name of joined) say(`${name} joined.`, undefined, noticeMs);
      for (const name of left) say(`${name} left.`, undefined, noticeMs);
    }
    if (lookAtMs !== undefined) timer = setTimeout(look, lookAtMs - Date.now());
  };
  // Not at each step of a cursor.
  const whoIsHere = createMemo(() =>
    JSON.stringify([room.state().synced, room.people().map(({ user }) => user.id)]),
  );
  createEffect(on(whoIsHere, look));
  onCleanup(() => clearTimeout(timer));
}
