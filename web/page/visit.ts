import { createEffect, createMemo } from 'solid-js';
import { setTitle } from '../../shared/meta.ts';
import { takeGivenTitle } from '../room/given-titles.ts';
import { keepOwnership, keyIn } from '../room/ownership.ts';
import { rememberVisit } from '../room/recent.ts';
import type { Room } from '../room/room.ts';
import { replaceAddress } from '../route.ts';

/** Keeps the list of recent rooms and the address up to date, and gives a new room the title that was chosen for it. */
export function createVisit(room: Room): void {
  const { session } = room;
  /** The key to show: an owner's stays in this browser, as people copy the address to invite others. */
  const shownKey = createMemo(() => {
    const { owner, edit } = session.session().links;
    const key = session.key();
    if (owner === undefined || edit === undefined || keyIn(owner) !== key) return key;
    return keepOwnership(room.id, { owner, edit }) ? keyIn(edit) : key;
  });
  createEffect(() => replaceAddress(`/r/${room.id}#${shownKey()}`));

  createEffect(() => {
    if (!room.arrived()) return;
    rememberVisit({
      room: room.id,
      key: shownKey(),
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
}
