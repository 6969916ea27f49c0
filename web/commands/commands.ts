import { createContext, createSignal, onCleanup, useContext } from 'solid-js';
import { type CommandId, commandIds, commandOf } from './table.ts';

type CommandHandlers = Partial<Record<CommandId, () => void>>;

/** The commands available now. Each part of the page provides handlers for its commands while it is mounted. */
export interface Commands {
  /** Adds handlers until the Solid owner is disposed. */
  provide: (handlers: CommandHandlers) => void;
  can: (id: CommandId) => boolean;
  run: (id: CommandId) => void;
  available: () => CommandId[];
}

/** @param editable whether this person may change the room; commands that edit are unavailable otherwise */
export function createCommands(editable: () => boolean): Commands {
  const [handlers, setHandlers] = createSignal<CommandHandlers>({});
  const can = (id: CommandId): boolean =>
    handlers()[id] !== undefined && (commandOf(id).edits !== true || editable());
  return {
    provide: (more) => {
      setHandlers((before) => ({ ...before, ...more }));
      onCleanup(() =>
        setHandlers((before) => {
          const left = { ...before };
          for (const id of commandIds) if (id in more && left[id] === more[id]) delete left[id];
          return left;
        }),
      );
    },
    can,
    run: (id) => {
      if (can(id)) handlers()[id]?.();
    },
    available: () => commandIds.filter(can),
  };
}

/** The commands of the current room. */
export const CommandsContext = createContext<Commands>();

export function useCommands(): Commands {
  const commands = useContext(CommandsContext);
  if (!commands) throw new Error('there are no commands outside of a room');
  return commands;
}
