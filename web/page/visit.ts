import { createEffect, on } from 'solid-js';
import { setTitle } from '../../shared/meta.ts';
import { takeGivenTitle } from '../room/given-titles.ts';
import { rememberVisit } from '../room/recent.ts';
import type { Room } from '../room/room.ts';
import { replaceAddress } from '../route.ts';

/** Keeps the list of recent rooms and the address up to date, and gives a new room the title that was chosen for it. */
export function createVisit(room: Room): void {
  const { session } = room;
  createEffect(() => {
    if (!room.arrived()) return;
    rememberVisit({
      room: room.id,
      key: session.key(),
      title: room.title(),
      role: room.role(),
      at: Date.now(),
    });
  });

  createEffect(() => {
    if (!room.arrived() || !room.settable()) return;
    const title = takeGivenTitle(room.id);
    if (title !== undefined) setTitle(room.doc, title);
  });

  createEffect(on(session.key, (key) => replaceAddress(`/r/${room.id}#${key}`), { defer: true }));
}
