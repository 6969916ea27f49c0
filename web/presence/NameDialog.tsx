import { createSignal } from 'solid-js';
import { roomLimits } from '../../shared/limits.ts';
import { Modal } from '../ui/Modal.tsx';
import './name-dialog.css';

/** Asks for the name that others see. Without `onClose` there is no way around it: a room knows nobody nameless. */
export function NameDialog(props: { name: string; onDone: (name: string) => void; onClose?: () => void }) {
  const [name, setName] = createSignal(props.name);
  const [problem, setProblem] = createSignal('');
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const clean = name().trim();
    if (clean === '') setProblem('Write a name, any name.');
    else props.onDone(clean);
  };
  return (
    <Modal
      title={props.name === '' ? 'What should the others call you?' : 'Your name'}
      {...(props.onClose ? { onClose: props.onClose } : {})}
    >
      <form class="name-dialog" onSubmit={onSubmit}>
        <input
          class="field"
          type="text"
          autocomplete="nickname"
          autofocus
          aria-label="Your name"
          placeholder="Your name"
          aria-invalid={problem() !== ''}
          aria-describedby="name-dialog-problem"
          maxLength={roomLimits.maxNameLength}
          value={name()}
          onInput={(event) => {
            setName(event.currentTarget.value);
            setProblem('');
          }}
        />
        <button type="submit" class="button button-primary">
          {props.name === '' ? 'Enter the room' : 'Save'}
        </button>
        <p
          id="name-dialog-problem"
          class="name-dialog-note"
          classList={{ 'name-dialog-problem': problem() !== '' }}
        >
          {problem() || 'It stands at your cursor and beside what you write in chat.'}
        </p>
      </form>
    </Modal>
  );
}
