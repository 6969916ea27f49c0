import { createEffect } from 'solid-js';
import { isPurged } from '../refusals.ts';
import type { Room } from '../room.ts';
import { say } from '../ui/toast.tsx';

/**
 * Has the page begin anew when a text was purged from the room, unless something would be lost by that: then the page says
 * so, and it is its user's to do.
 * @param asksHere whether this page is where it was asked for, and still says what comes of it
 */
export function createReturn(room: Room, asksHere: () => boolean, onAnew: () => void): void {
  let wasAskedHere = false;
  createEffect(() => {
    wasAskedHere ||= asksHere();
    if (!isPurged(room.state()) || room.wouldLose() || asksHere()) return;
    if (!wasAskedHere)
      say(
        'The owner has purged a text from this room. It was loaded anew, and what was done before cannot be undone.',
      );
    onAnew();
  });
}
