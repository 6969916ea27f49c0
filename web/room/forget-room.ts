import { forgetOwnership } from './ownership.ts';
import { forgetRoom } from './recent.ts';
import { drop } from '../storage.ts';
import { dropUnsavedOf } from './unsaved-store.ts';

/** Removes a deleted room from this browser: the owner’s key, unsaved work, open tabs, the chat's addressee and draft, the terminal's commands, the entry in the room list. */
export function forgetDeletedRoom(room: string): void {
  forgetRoom(room);
  forgetOwnership(room);
  for (const name of [
    `tabs:${room}`,
    `folders:${room}`,
    `entry:${room}`,
    `asks:${room}`,
    `draft:${room}`,
    `commands:${room}`,
  ])
    drop(name);
  dropUnsavedOf(room).catch((error: unknown) => {
    console.warn('tandem: unsaved work could not be deleted from this browser', error);
  });
}
