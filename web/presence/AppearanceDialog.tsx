import Check from 'lucide-solid/icons/check';
import { createSignal, For, Show } from 'solid-js';
import { tidyName } from '../../shared/names.ts';
import { nameProblem } from '../../shared/session.ts';
import type { Room } from '../room/room.ts';
import { CallError } from '../session.ts';
import { AvatarColour, Avatar } from '../ui/Avatar.tsx';
import { initialsOf } from '../ui/initials.ts';
import { Modal } from '../ui/Modal.tsx';
import { takenColours } from '../colours.ts';
import { NameField } from './NameField.tsx';

/** In the order of the palette, which starts at 1. */
const colourNames = ['Red', 'Orange', 'Yellow', 'Lime', 'Green', 'Teal', 'Blue', 'Pink'] as const;

/** Edits one's own name and colour. Colours of others who are present show their initials and cannot be chosen. */
export function AppearanceDialog(props: { room: Room; onClose: () => void }) {
  const self = props.room.user();
  const shownColour = props.room.colourOf(self);
  const [name, setName] = createSignal(self.name);
  const [colour, setColour] = createSignal(shownColour);
  const [problem, setProblem] = createSignal('');
  const [saving, setSaving] = createSignal(false);
  const holders = () =>
    takenColours(
      props.room
        .people()
        .map((one) => one.user)
        .filter(({ id }) => id !== self.id),
    );

  const save = async (): Promise<void> => {
    const clean = tidyName(name());
    const renamed = clean !== self.name;
    const wrong = renamed ? nameProblem(clean) : undefined;
    if (wrong !== undefined) {
      setProblem(wrong);
      return;
    }
    const chosen = colour() !== shownColour;
    if (renamed || chosen) {
      setSaving(true);
      try {
        await props.room.changeUser({
          ...(renamed ? { name: clean } : {}),
          ...(chosen ? { color: colour() } : {}),
        });
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        setProblem(error.message);
        setSaving(false);
        return;
      }
    }
    props.onClose();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!saving()) void save();
  };
  return (
    <Modal title="Your name and colour" onClose={() => props.onClose()}>
      <form class="appearance" onSubmit={onSubmit}>
        <div class="appearance-name">
          <AvatarColour.Provider value={colour}>
            <Avatar user={{ ...self, name: name() }} size="l" />
          </AvatarColour.Provider>
          <NameField
            name={name()}
            problem={problem()}
            onInput={(next) => {
              setName(next);
              setProblem('');
            }}
          />
        </div>
        <fieldset class="appearance-colours">
          <legend>Colour</legend>
          <For each={colourNames}>
            {(colourName, index) => {
              const value = () => index() + 1;
              const holder = () => holders().get(value());
              const label = () => (holder() ? `${colourName}, ${holder()?.name} has it` : colourName);
              return (
                <label class={`appearance-colour person-${value()}`} title={label()}>
                  <input
                    type="radio"
                    name="colour"
                    value={value()}
                    aria-label={label()}
                    checked={colour() === value()}
                    disabled={holder() !== undefined}
                    onChange={() => setColour(value())}
                  />
                  <span class="appearance-swatch" aria-hidden="true">
                    <Show when={colour() === value()} fallback={holder() && initialsOf(holder()?.name ?? '')}>
                      <Check size={16} />
                    </Show>
                  </span>
                </label>
              );
            }}
          </For>
        </fieldset>
        <div class="appearance-actions">
          <button type="button" class="button" onClick={() => props.onClose()}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" aria-busy={saving()}>
            Save
          </button>
        </div>
      </form>
    </Modal>
  );
}
