import { createMemo, type ParentProps } from 'solid-js';
import { type Commands, CommandsContext } from '../commands/commands.ts';
import { createProblems, ProblemsContext } from '../problems/problems.ts';
import type { Room } from '../room/room.ts';
import { RoomFiles } from '../ui/LinkedText.tsx';
import { RoomPaths } from '../runs/room-paths.ts';
import { AvatarColour } from '../ui/Avatar.tsx';

/** The contexts that components deep in a room's page use. */
export function RoomContexts(props: ParentProps<{ room: Room; commands: Commands }>) {
  const paths = createMemo(() => props.room.files().map(({ path }) => path));
  const pathSet = createMemo(() => new Set(paths()));
  return (
    <AvatarColour.Provider value={props.room.colourOf}>
      <RoomFiles.Provider value={(path) => pathSet().has(path)}>
        <RoomPaths.Provider value={paths}>
          <ProblemsContext.Provider value={createProblems()}>
            <CommandsContext.Provider value={props.commands}>{props.children}</CommandsContext.Provider>
          </ProblemsContext.Provider>
        </RoomPaths.Provider>
      </RoomFiles.Provider>
    </AvatarColour.Provider>
  );
}
