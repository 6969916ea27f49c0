import { createEffect, createMemo, on, onCleanup } from 'solid-js';
import type { Room } from '../room/room.ts';
import { settings } from '../settings/settings.ts';
import { showToast } from '../ui/toast.tsx';
import { ArrivalWatch } from './arrivals.ts';

const noticeMs = 3_000;

/** Shows a message when someone joins or leaves. */
export function createNotices(room: Room): void {
  const watch = new ArrivalWatch();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const others = (): ReadonlyMap<string, string> | undefined => {
    if (!room.state().synced) return undefined;
    const here = room.people().filter(({ user }) => user.id !== room.user().id);
    return new Map(here.map(({ user }) => [user.id, user.name]));
  };
  const check = (): void => {
    clearTimeout(timer);
    const { joined, left, checkAtMs } = watch.check(others(), performance.now());
    if (settings().notices) {
      for (const name of joined) showToast(`${name} joined.`, undefined, noticeMs);
      for (const name of left) showToast(`${name} left.`, undefined, noticeMs);
    }
    if (checkAtMs !== undefined) timer = setTimeout(check, checkAtMs - performance.now());
  };
  // A memo, so that cursor movements do not trigger a check.
  const whoIsHere = createMemo(() =>
    JSON.stringify([room.state().synced, room.people().map(({ user }) => user.id)]),
  );
  createEffect(on(whoIsHere, check));
  onCleanup(() => clearTimeout(timer));
}
