import { createSignal, Show } from 'solid-js';
import { mentionsIn } from './compose.ts';
import { type ChatContext, problemOf, targetsOf } from './context.ts';
import { MessageField } from './MessageField.tsx';
import { focusSoon } from './focus.ts';
import { createUndoFirst, UndoFirst } from './UndoFirst.tsx';

/** Edits one's own message and asks again. The new message replaces the old one and its answer. */
export function Resend(props: {
  messageId: string;
  text: string;
  context: ChatContext;
  onClose: () => void;
}) {
  // oxlint-disable-next-line solid/reactivity -- only the initial text
  const [text, setText] = createSignal(props.text);
  const [problem, setProblem] = createSignal('');
  // oxlint-disable-next-line solid/reactivity -- the context never changes, nor what is edited
  const undoFirst = createUndoFirst(props.context, props.messageId);
  const send = async (): Promise<void> => {
    const message = text().trim();
    if (message === '') return;
    setProblem('');
    try {
      await undoFirst.undo();
      const mentions = mentionsIn(message, targetsOf(props.context));
      await props.context.coder.chat.resend(props.messageId, { message, mentions });
      props.onClose();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <div class="chat-resend">
      <MessageField
        label="Edited message"
        value={text()}
        targets={() => targetsOf(props.context)}
        onInput={setText}
        onSubmit={() => void send()}
        onEscape={() => {
          props.onClose();
          return true;
        }}
        ref={focusSoon}
      />
      <Show when={problem()}>
        <p class="chat-problem" role="alert">
          {problem()}
        </p>
      </Show>
      <p class="chat-note">Replaces this message and its answer.</p>
      <UndoFirst choice={undoFirst} />
      <div class="chat-edit-row">
        <button type="button" class="button button-quiet" onClick={() => props.onClose()}>
          Cancel
        </button>
        <button type="button" class="button button-primary" onClick={() => void send()}>
          Resend
        </button>
      </div>
    </div>
  );
}
