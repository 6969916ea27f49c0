import { createMemo, Show } from 'solid-js';
import { Highlighted } from '../ui/Highlighted.tsx';
import { Picker } from '../ui/Picker.tsx';
import { keyNameOf } from './chords.ts';
import { useCommands } from './commands.ts';
import { findEntries, marksIn, type PaletteEntry } from './palette-entries.ts';
import { recentCommands, rememberCommand } from './recent-commands.ts';
import { commandOf } from './table.ts';

/** Everything that is possible now, found by words of its name. */
export function Palette(props: {
  /** What is possible besides the commands. */
  others: () => readonly PaletteEntry[];
  onClose: () => void;
}) {
  const commands = useCommands();
  const recent = recentCommands();
  const entries = createMemo(() => [
    ...commands
      .available()
      .filter((id) => id !== 'palette' && id !== 'leave')
      .map((id): PaletteEntry => {
        const { title, group } = commandOf(id);
        return { id, title, group, keys: keyNameOf(id), run: () => commands.run(id) };
      }),
    ...props.others(),
  ]);
  return (
    <Picker
      title="Command palette"
      label="Name of the command"
      listLabel="Commands"
      find={(query) => findEntries(entries(), query, recent)}
      groupOf={({ group }) => group}
      none={() => 'No matching commands'}
      onSelect={({ id }) => rememberCommand(id)}
      // Run after the dialog has returned the focus, because a command may move it or open another dialog.
      onSelected={({ run }) => run()}
      onClose={() => props.onClose()}
    >
      {({ title, keys }, query) => (
        <>
          <Highlighted text={title} marks={marksIn(title, query())} />
          <Show when={keys}>{(name) => <kbd class="picker-side">{name()}</kbd>}</Show>
        </>
      )}
    </Picker>
  );
}
