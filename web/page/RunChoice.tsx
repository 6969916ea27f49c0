import Check from 'lucide-solid/icons/check';
import { Picker } from '../ui/Picker.tsx';
import type { RunTarget } from '../runs/run-target.ts';

/** Chooses the target of Run by words of its name: the open file, a configuration, or another file. */
export function RunChoice(props: { target: RunTarget; onClose: () => void }) {
  const choices = () => [
    { id: '', name: 'Current file' },
    ...props.target.configs(),
    ...props.target.files().map(({ id, path }) => ({ id, name: path })),
  ];
  const find = (query: string) => {
    const words = query.toLowerCase().split(/\s+/);
    return choices().filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  };
  return (
    <Picker
      title="Choose what to run"
      label="File or configuration"
      listLabel="What can be run"
      find={find}
      none={() => 'No file or configuration matches.'}
      onSelect={({ id }) => props.target.choose(id)}
      onClose={() => props.onClose()}
    >
      {({ id, name }) => (
        <>
          <span class="menu-check">
            {id === props.target.chosen() && <Check size={16} aria-label="Chosen" />}
          </span>
          <span>{name}</span>
        </>
      )}
    </Picker>
  );
}
