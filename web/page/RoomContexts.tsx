import { createMemo, type ParentProps } from 'solid-js';
import { type Commands, CommandsHere } from '../commands/commands.ts';
import type { Room } from '../room.ts';
import { RoomFiles } from '../runs/PlacedText.tsx';
import { AvatarColour } from '../ui/Avatar.tsx';

/** What parts deep in a room's page ask for without being handed it. */
export function RoomContexts(props: ParentProps<{ room: Room; commands: Commands }>) {
  const paths = createMemo(() => new Set(props.room.files().map(({ path }) => path)));
  return (
    <AvatarColour.Provider value={props.room.colourOf}>
      <RoomFiles.Provider value={(path) => paths().has(path)}>
        <CommandsHere.Provider value={props.commands}>{props.children}</CommandsHere.Provider>
      </RoomFiles.Provider>
    </AvatarColour.Provider>
  );
}
