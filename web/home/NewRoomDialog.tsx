import Braces from 'lucide-solid/icons/braces';
import FileIcon from 'lucide-solid/icons/file';
import FlaskConical from 'lucide-solid/icons/flask-conical';
import Globe from 'lucide-solid/icons/globe';
import { createSignal, For } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { roomLimits } from '../../shared/limits.ts';
import type { Sample } from '../../shared/samples.ts';
import { Modal } from '../ui/Modal.tsx';
import './new-room.css';

const choices = [
  {
    sample: 'typescript',
    icon: Braces,
    name: 'TypeScript project',
    title: 'Launch day',
    note: 'A few modules and a to-do.',
  },
  {
    sample: 'kata',
    icon: FlaskConical,
    name: 'Kata with tests',
    title: 'Merge meetings',
    note: 'A small algorithm and five tests, one of them failing.',
  },
  {
    sample: 'worker',
    icon: Globe,
    name: 'Web Worker',
    title: 'Guest book',
    note: 'A fetch handler with a few routes.',
  },
  { sample: 'empty', icon: FileIcon, name: 'Empty room', title: 'Untitled room', note: 'No files yet.' },
] as const;

/** Asks for a new room's title and what it starts with. */
export function NewRoomDialog(props: {
  /** @param title empty for the sample's own */
  onCreate: (sample: Sample, title: string) => void;
  onClose: () => void;
}) {
  const [sample, setSample] = createSignal<Sample>('typescript');
  const [title, setTitle] = createSignal('');
  const chosen = () => choices.find((choice) => choice.sample === sample()) ?? choices[0];
  return (
    <Modal title="Create a room" onClose={() => props.onClose()}>
      <form
        class="new-room"
        onSubmit={(event) => {
          event.preventDefault();
          props.onCreate(sample(), title().trim());
        }}
      >
        <label class="new-room-title">
          Title
          <input
            class="field"
            type="text"
            autocomplete="off"
            autofocus
            maxLength={roomLimits.maxTitleLength}
            placeholder={chosen().title}
            value={title()}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <fieldset class="new-room-samples">
          <legend>Start with</legend>
          <For each={choices}>
            {(choice) => (
              <label class="new-room-sample">
                <input
                  type="radio"
                  name="sample"
                  value={choice.sample}
                  checked={sample() === choice.sample}
                  onChange={() => setSample(choice.sample)}
                />
                <Dynamic component={choice.icon} size={16} />
                <span>
                  <span class="new-room-name">{choice.name}</span>
                  <span class="new-room-note">{choice.note}</span>
                </span>
              </label>
            )}
          </For>
        </fieldset>
        <button type="submit" class="button button-primary">
          Create room
        </button>
      </form>
    </Modal>
  );
}
