import { createSignal } from 'solid-js';
import { tidyName } from '../../shared/names.ts';
import { nameProblem } from '../../shared/session.ts';
import { Modal } from '../ui/Modal.tsx';
import { NameField } from './NameField.tsx';
import './name-dialog.css';

/** Asks for the name that others see. It cannot be skipped, because everyone in a room has a name. */
export function NameDialog(props: { onDone: (name: string) => void }) {
  const [name, setName] = createSignal('');
  const [problem, setProblem] = createSignal('');
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const wrong = nameProblem(name());
    if (wrong === undefined) props.onDone(tidyName(name()));
    else setProblem(wrong);
  };
  return (
    <Modal title="What should the others call you?">
      <form class="name-dialog" onSubmit={onSubmit}>
        <NameField
          name={name()}
          problem={problem()}
          onInput={(next) => {
            setName(next);
            setProblem('');
          }}
        />
        <button type="submit" class="button button-primary">
          Enter the room
        </button>
      </form>
    </Modal>
  );
}
