import { createSignal, type JSX, Show } from 'solid-js';
import { errorMessage } from '../../shared/errors.ts';
import { Modal } from '../ui/Modal.tsx';

/** Asks for confirmation of an irreversible action. Stays open and shows the reason if the action fails. */
export function OwnerQuestion(props: {
  title: string;
  /** Labels of the buttons that confirm and cancel. */
  act: string;
  keep: string;
  /** Whether the required input is complete; undefined when none is required. */
  ready?: boolean;
  /** The message while the action is in progress. */
  progress?: string;
  onAct: () => Promise<void>;
  onClose: () => void;
  children: JSX.Element;
}) {
  const [problem, setProblem] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const act = async (): Promise<void> => {
    if (busy() || props.ready === false) return;
    setBusy(true);
    setProblem('');
    try {
      await props.onAct();
      props.onClose();
    } catch (error) {
      setProblem(errorMessage(error));
    }
    setBusy(false);
  };
  return (
    <Modal title={props.title} onClose={() => props.onClose()}>
      <form
        class="owner-question"
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
        {props.children}
        <Show when={problem()}>
          <p class="owner-problem" role="alert">
            {problem()}
          </p>
        </Show>
        <p class="owner-progress" role="status">
          {busy() ? props.progress : ''}
        </p>
        <div class="owner-buttons">
          <button
            type="button"
            class="button"
            autofocus={props.ready === undefined}
            onClick={() => props.onClose()}
          >
            {props.keep}
          </button>
          <button type="submit" class="button button-danger" disabled={busy() || props.ready === false}>
            {props.act}
          </button>
        </div>
      </form>
    </Modal>
  );
}
