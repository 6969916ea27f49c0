import { createContext, createSignal, onCleanup, useContext } from 'solid-js';
import { type CommandId, commandIds, commandOf } from './table.ts';

type CommandHandlers = Partial<Record<CommandId, () => void>>;

/** What can be done on this page now: each part of the page gives its commands their deeds while it is there. */
export interface Commands {
  /** Adds deeds as long as the owner lives. */
  provide: (handlers: CommandHandlers) => void;
  can: (id: CommandId) => boolean;
  run: (id: CommandId) => void;
  available: () => CommandId[];
}

/** @param editable whether this person may change the room: commands that do are gone while not. */
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

/** The commands of the room around. */
export const CommandsContext = createContext<Commands>();

export function useCommands(): Commands {
  const commands = useContext(CommandsContext);
  if (!commands) throw new Error('there are no commands outside of a room');
  return commands;
}
