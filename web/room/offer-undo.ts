import type { Room } from './room.ts';
import { showToast } from '../ui/toast.tsx';

/**
 * Shows what was done, with a button that reverts it in the room. Only people who may edit get the button, and the
 * permission is checked again on click: the room would never save what a read-only replica writes.
 */
export function offerUndo(
  room: Pick<Room, 'readonlyReason'>,
  text: string,
  wayBack: { label: 'Undo' | 'Restore'; act: () => void },
): void {
  if (room.readonlyReason() !== undefined) {
    showToast(text);
    return;
  }
  showToast(text, {
    label: wayBack.label,
    act: () => {
      const reason = room.readonlyReason();
      if (reason === undefined) wayBack.act();
      else showToast(reason);
    },
  });
}
