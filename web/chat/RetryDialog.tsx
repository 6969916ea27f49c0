import { createSignal, Show } from 'solid-js';
import { Modal } from '../ui/Modal.tsx';
import { type ChatContext, problemOf } from './context.ts';
import { createUndoFirst, UndoFirst } from './UndoFirst.tsx';

/** Before a new answer replaces what changed files, asks whether to undo these changes. */
export function RetryDialog(props: { messageId: string; context: ChatContext; onClose: () => void }) {
  const [problem, setProblem] = createSignal('');
  // oxlint-disable-next-line solid/reactivity -- a dialog is for one message
  const { context, messageId } = props;
  const undoFirst = createUndoFirst(context, messageId);
  const ask = async (): Promise<void> => {
    setProblem('');
    try {
      await undoFirst.undo();
      await context.coder.chat.resend(messageId);
      props.onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Modal title="Retry?" onClose={() => props.onClose()}>
      <div class="chat-dialog">
        <p>The new answer replaces this one, which changed files.</p>
        <UndoFirst choice={undoFirst} />
        <Show when={problem()}>
          <p class="chat-problem" role="alert">
            {problem()}
          </p>
        </Show>
        <div class="chat-edit-row">
          <button type="button" class="button" onClick={() => props.onClose()}>
            Cancel
          </button>
          <button type="button" class="button button-primary" autofocus onClick={() => void ask()}>
            Retry
          </button>
        </div>
      </div>
    </Modal>
  );
}
