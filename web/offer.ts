import type { Room } from './room.ts';
import { say } from './ui/toast.tsx';

/**
 * Says what was done, with a way back that changes the room. Only who may change it is offered that, and what they may
 * is asked again at the click: what is written into a replica that the room takes nothing from stays unsaved for ever.
 */
export function offer(
  room: Pick<Room, 'readonlyReason'>,
  text: string,
  wayBack: { label: 'Undo' | 'Restore'; act: () => void },
): void {
  if (room.readonlyReason() !== undefined) {
    say(text);
    return;
  }
  say(text, {
    label: wayBack.label,
    act: () => {
      const reason = room.readonlyReason();
      if (reason === undefined) wayBack.act();
      else say(reason);
    },
  });
}
