import { Show } from 'solid-js';
import { Picker } from '../ui/Picker.tsx';
import { keyNameOf } from './chords.ts';
import { useCommands } from './commands.ts';
import { type CommandId, commandOf } from './table.ts';

/** The part of the page that a command belongs to; empty for “Anywhere”. */
const groupOf = (id: CommandId): string => {
  const { group } = commandOf(id);
  return group === 'Anywhere' ? '' : group;
};

/** All commands available now, found by words of their names. */
export function Palette(props: { onClose: () => void }) {
  const commands = useCommands();
  const find = (query: string): CommandId[] => {
    const wanted = query.toLowerCase().split(/\s+/);
    return commands.available().filter((id) => {
      const { title, group } = commandOf(id);
      const name = `${group} ${title}`.toLowerCase();
      return id !== 'palette' && id !== 'leave' && wanted.every((word) => name.includes(word));
    });
  };
  return (
    <Picker
      title="All commands"
      label="Name of the command"
      listLabel="Commands"
      find={find}
      none={() => 'No command matches.'}
      // Run after the dialog has returned the focus, because a command may move it or open another dialog.
      onSelect={() => undefined}
      onSelected={(id) => commands.run(id)}
      onClose={() => props.onClose()}
    >
      {(id) => (
        <>
          <span>{commandOf(id).title}</span>
          <span class="picker-side">{groupOf(id)}</span>
          <Show when={keyNameOf(id)}>{(name) => <kbd>{name()}</kbd>}</Show>
        </>
      )}
    </Picker>
  );
}
