import { createSignal, Show } from 'solid-js';
import type { Coder } from '../coder/coder.ts';
import { Modal } from '../ui/Modal.tsx';
import { problemOf } from './context.ts';

/** Asks before the room's transcript is gone for everyone. */
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
          All {props.coder.messageIds().length} messages, and what waits for the agent, go away for everyone
          in the room. A turn that is going on is stopped. Files stay as they are; /undo still takes back what
          the agent did to them. The chat does not come back.
        </p>
        <Show when={problem()}>
          <p class="chat-problem" role="alert">
            {problem()}
          </p>
        </Show>
        <div class="chat-edit-row">
          <button type="button" class="button" autofocus onClick={() => props.onClose()}>
            Keep it
          </button>
          <button type="button" class="button button-danger" onClick={() => void clear()}>
            Clear for everyone
          </button>
        </div>
      </div>
    </Modal>
  );
}
