import { createSignal, Show } from 'solid-js';
import type { Coder } from '../coder/coder.ts';
import { Modal } from '../ui/Modal.tsx';
import { problemOf } from './context.ts';

/** Asks for confirmation before the transcript is deleted for everyone. */
export function ClearDialog(props: { coder: Coder; onClose: () => void }) {
  const [problem, setProblem] = createSignal('');
  const clear = async (): Promise<void> => {
    try {
      await props.coder.chat.clearChat();
      props.onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Modal title="Clear the chat?" onClose={() => props.onClose()}>
      <div class="chat-dialog">
        <p>
          This deletes all {props.coder.earlier() + props.coder.messageIds().length} messages and the agent’s
          queue for everyone in the room, and stops the current turn. Files stay as they are, and /undo still
          undoes the agent’s changes to them. The chat cannot be restored.
        </p>
        <Show when={problem()}>
          <p class="chat-problem" role="alert">
            {problem()}
          </p>
        </Show>
        <div class="chat-edit-row">
          <button type="button" class="button" autofocus onClick={() => props.onClose()}>
            Cancel
          </button>
          <button type="button" class="button button-danger" onClick={() => void clear()}>
            Clear for everyone
          </button>
        </div>
      </div>
    </Modal>
  );
}
