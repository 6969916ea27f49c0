import { createEffect } from 'solid-js';
import { isPurged } from '../room/refusals.ts';
import type { Room } from '../room/room.ts';
import { showToast } from '../ui/toast.tsx';

/**
 * Reloads the page when a text was purged from the room, unless that would lose something: then a banner leaves it to the
 * person.
 * @param isPurgingHere whether the purge dialog is open on this page, which still has to show the result
 */
export function createReloadAfterPurge(room: Room, isPurgingHere: () => boolean, onReload: () => void): void {
  let wasPurgedHere = false;
  createEffect(() => {
    wasPurgedHere ||= isPurgingHere();
    if (!isPurged(room.state()) || room.wouldLose() || isPurgingHere()) return;
    if (!wasPurgedHere)
      showToast(
        'The owner has purged a text from this room. The page has reloaded, and earlier changes cannot be undone.',
      );
    onReload();
  });
}
