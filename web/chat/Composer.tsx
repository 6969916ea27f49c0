import CornerDownLeft from 'lucide-solid/icons/corner-down-left';
import ListEnd from 'lucide-solid/icons/list-end';
import Square from 'lucide-solid/icons/square';
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { newUlid } from '../../shared/ids.ts';
import { agentLimits } from '../../shared/limits.ts';
import type { Coder } from '../coder/coder.ts';
import { Avatar } from '../ui/Avatar.tsx';

const maxHeightPx = 200;

const modelNames: Record<string, { name: string; title: string }> = {
  commands: {
    name: 'Built-in commands',
    title: 'No language model is configured. The agent follows a small set of commands: ask “help”.',
  },
};

/** Where people write to the agent; what waits for its turn stands on top. */
export function Composer(props: {
  coder: Coder;
  working: boolean;
  onSent: () => void;
  ref: (el: HTMLTextAreaElement) => void;
}) {
  let field: HTMLTextAreaElement | undefined;
  const [text, setText] = createSignal('');
  const [sending, setSending] = createSignal(false);
  const [problem, setProblem] = createSignal('');
  /** Kept over a failure: the same text sent again is the same message, should it have arrived after all. */
  let draft = { id: newUlid(), text: '' };

  const grow = (): void => {
    if (!field) return;
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, maxHeightPx)}px`;
  };
  createEffect(on(text, grow));

  const send = async (): Promise<void> => {
    const message = text().trim();
    if (message === '' || sending()) return;
    if (draft.text !== message) draft = { id: newUlid(), text: message };
    setSending(true);
    setProblem('');
    try {
      await props.coder.send(message, draft.id);
      draft = { id: newUlid(), text: '' };
      setText('');
      props.onSent();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The message was not sent. Try again.');
    } finally {
      setSending(false);
      field?.focus();
    }
  };

  const stop = async (): Promise<void> => {
    setProblem('');
    try {
      await props.coder.stopTurn();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The turn was not stopped. Try again.');
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes a word, Enter and Escape are its own.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape' && props.working) {
      event.preventDefault();
      void stop();
    }
  };

  const queue = () => props.coder.agentState()?.queue ?? [];
  const model = () => props.coder.agentState()?.model;
  const tooLong = () => new TextEncoder().encode(text().trim()).length > agentLimits.maxMessageBytes;
  return (
    <div class="chat-compose">
      <Show when={problem()}>
        <p class="chat-problem" role="alert">
          {problem()}
        </p>
      </Show>
      <Show when={queue().length > 0}>
        <ol class="chat-queue" aria-label="Waiting for the agent">
          <For each={queue()}>
            {(waiting) => (
              <li>
                <ListEnd size={14} />
                <span title={waiting.text}>{waiting.text}</span>
                <Avatar user={waiting.author} size="s" />
              </li>
            )}
          </For>
        </ol>
      </Show>
      <form
        class="chat-composer"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea
          ref={(el) => {
            field = el;
            props.ref(el);
          }}
          rows="2"
          placeholder="Ask the agent"
          aria-label="Message to the agent"
          value={text()}
          readOnly={sending()}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div class="chat-composer-row">
          <Show when={model()}>
            {(name) => (
              <span class="chat-model" title={modelNames[name()]?.title ?? 'The model that answers'}>
                {modelNames[name()]?.name ?? name()}
              </span>
            )}
          </Show>
          <Show when={tooLong()}>
            <span class="chat-problem">Too long</span>
          </Show>
          <span class="chat-composer-space" />
          <Show when={props.working}>
            <button type="button" class="button" onClick={() => void stop()}>
              <Square size={14} /> Stop <kbd>Esc</kbd>
            </button>
          </Show>
          <button
            type="submit"
            class="button button-primary"
            disabled={text().trim() === '' || sending() || tooLong()}
          >
            {props.working ? 'Queue' : 'Send'} <CornerDownLeft size={14} />
          </button>
        </div>
      </form>
    </div>
  );
}
