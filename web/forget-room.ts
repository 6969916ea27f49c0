import { forgetRoom } from './home/recent.ts';
import { drop } from './storage.ts';
import { dropUnsavedOf } from './unsaved-store.ts';

/** Takes a room that was deleted out of this browser: what was not saved, its tabs, whom one wrote to, and its place in the list of rooms. */
export function forgetDeletedRoom(room: string): void {
  forgetRoom(room);
  for (const name of [`tabs:${room}`, `entry:${room}`, `asks:${room}`]) drop(name);
  dropUnsavedOf(room).catch((error: unknown) => {
    console.warn('tandem: unsaved work could not be taken out of this browser', error);
  });
}
