import { Palette } from '../commands/Palette.tsx';
import type { Follow } from '../presence/follow.ts';
import type { Room } from '../room/room.ts';
import { moreEntries } from './more-entries.ts';

/** The palette with what this room offers beside the commands. */
export function RoomPalette(props: {
  room: Room;
  follow: Follow;
  /** Called when the page should show the editor. */
  onGoTo: () => void;
  onClose: () => void;
}) {
  return (
    <Palette
      others={() => moreEntries(props.room, props.follow, () => props.onGoTo())}
      onClose={() => props.onClose()}
    />
  );
}
