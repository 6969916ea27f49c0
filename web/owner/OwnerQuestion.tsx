import { createSignal, type JSX, Show } from 'solid-js';
import { Modal } from '../ui/Modal.tsx';

/** Asks before something that cannot be taken back, and stays with the reason where it could not be done. */
export function OwnerQuestion(props: {
  title: string;
  /** Words of the button that does it, and of the one that does not. */
  act: string;
  keep: string;
  /** What is to be written first, if anything, is there. */
  ready?: boolean;
  /** What is said while it is being done. */
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
      setProblem(error instanceof Error ? error.message : String(error));
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
