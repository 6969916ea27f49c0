import { createSignal, For, Show } from 'solid-js';
import { tidyName } from '../../shared/names.ts';
import { nameProblem, type Preview } from '../../shared/session.ts';
import { coloursOf } from '../colours.ts';
import { Avatar, AvatarColour } from '../ui/Avatar.tsx';
import { Modal } from '../ui/Modal.tsx';
import { NameField } from './NameField.tsx';
import { asRole } from './role-text.ts';
import './name-dialog.css';

/** More faces would not fit on a phone. */
const maxFaces = 6;

/** Asks for the name that others see. It cannot be skipped, because everyone in a room has a name. */
export function NameDialog(props: {
  /** What the link opens, unless the room did not say. */
  preview: Preview | undefined;
  onDone: (name: string) => void;
}) {
  const [name, setName] = createSignal('');
  const [problem, setProblem] = createSignal('');
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const wrong = nameProblem(name());
    if (wrong === undefined) props.onDone(tidyName(name()));
    else setProblem(wrong);
  };
  return (
    <Modal title="Your name">
      <form class="name-dialog" onSubmit={onSubmit}>
        <Show when={props.preview}>{(preview) => <RoomPreview preview={preview()} />}</Show>
        <NameField
          name={name()}
          problem={problem()}
          onInput={(next) => {
            setName(next);
            setProblem('');
          }}
        />
        <button type="submit" class="button button-primary">
          Join room
        </button>
      </form>
    </Modal>
  );
}

/** Which room it is, what the link allows there, and who is in it. */
function RoomPreview(props: { preview: Preview }) {
  const people = () => props.preview.people.filter(({ kind }) => kind === 'human');
  const colours = () => coloursOf(people());
  const here = (): string => {
    const names = people().map(({ name }) => name);
    const more = names.length - maxFaces;
    const shown = more > 0 ? [...names.slice(0, maxFaces), `${more} more`] : names;
    const list = new Intl.ListFormat('en').format(shown);
    return shown.length === 0 ? 'Nobody is here now.' : `${list} ${names.length === 1 ? 'is' : 'are'} here.`;
  };
  return (
    <div class="name-room">
      <p>
        You are joining <strong>{props.preview.title}</strong> {asRole[props.preview.role]}.
      </p>
      <div class="name-here">
        <AvatarColour.Provider value={(user) => colours().get(user.id) ?? user.color}>
          <For each={people().slice(0, maxFaces)}>{(user) => <Avatar user={user} />}</For>
        </AvatarColour.Provider>
        <span>{here()}</span>
      </div>
    </div>
  );
}
