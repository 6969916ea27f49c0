import { createEffect, createMemo, on, onCleanup } from 'solid-js';
import type { Room } from '../room.ts';
import { settings } from '../settings/settings.ts';
import { say } from '../ui/toast.tsx';

/** Someone who loads their page anew, or whose line drops for a moment, has not left. */
const graceMs = 4_000;
const noticeMs = 3_000;
/** Who is here comes with the text, in frames of their own. */
const arrivalMs = 500;

/** Says who joins and who leaves while this page is in the room; who is here when it comes is no news. */
export function createNotices(room: Room): void {
  /** By id, the name of everyone who counts as here. */
  let here: Map<string, string> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const compare = (): void => {
    // While this page is away nobody's coming or going is known; on return it begins anew.
    if (!room.state().synced) {
      here = undefined;
      return;
    }
    const self = room.user().id;
    const now = new Map(
      room
        .people()
        .filter(({ user }) => user.id !== self)
        .map(({ user }) => [user.id, user.name] as const),
    );
    if (here && settings().notices) {
      for (const [id, name] of now) if (!here.has(id)) say(`${name} joined.`, undefined, noticeMs);
      for (const [id, name] of here) if (!now.has(id)) say(`${name} left.`, undefined, noticeMs);
    }
    here = now;
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(compare, here === undefined ? arrivalMs : graceMs);
  };
  // Not at each step of a cursor.
  const whoIsHere = createMemo(() =>
    JSON.stringify([room.state().synced, room.people().map(({ user }) => user.id)]),
  );
  createEffect(on(whoIsHere, later));
  onCleanup(() => clearTimeout(timer));
}
