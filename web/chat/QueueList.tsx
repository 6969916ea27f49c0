import ArrowUp from 'lucide-solid/icons/arrow-up';
import ListEnd from 'lucide-solid/icons/list-end';
import Pencil from 'lucide-solid/icons/pencil';
import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { Queued } from '../../shared/chat.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { mentionsIn } from './compose.ts';
import { type ChatContext, problemOf, targetsOf } from './context.ts';
import { focusSoon } from './focus.ts';
import { MessageField } from './MessageField.tsx';

/** Messages waiting for the agent, the next one first. Anyone who edits can remove or send any, and edit their own. */
export function QueueList(props: { context: ChatContext; onProblem: (text: string) => void }) {
  const queue = createMemo(() => props.context.coder.agentState()?.queue ?? []);
  // Keyed by id, so that a new state from the server does not close the message being edited.
  const ids = createMemo<readonly string[]>((before) => {
    const now = queue().map(({ id }) => id);
    return now.length === before.length && now.every((id, at) => id === before[at]) ? before : now;
  }, []);
  return (
    <Show when={ids().length > 0}>
      <ol class="chat-queue" aria-label="Waiting for the agent">
        <For each={ids()}>
          {(id) => (
            <Show when={queue().find((item) => item.id === id)}>
              {(item) => <QueuedItem item={item()} context={props.context} onProblem={props.onProblem} />}
            </Show>
          )}
        </For>
      </ol>
    </Show>
  );
}

function QueuedItem(props: { item: Queued; context: ChatContext; onProblem: (text: string) => void }) {
  const [draft, setDraft] = createSignal<string>();
  const chat = () => props.context.coder.chat;
  const own = () =>
    props.item.author.id === props.context.user().id &&
    props.item.wordsBy === undefined &&
    props.item.continues === undefined;
  const text = () => (props.item.continues === undefined ? props.item.text : 'Go on where it was cut off');
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    props.onProblem('');
    try {
      await act();
    } catch (error) {
      props.onProblem(problemOf(error));
    }
  };
  const save = (): Promise<void> =>
    attempt(async () => {
      const message = (draft() ?? '').trim();
      if (message === '') return;
      await chat().editQueued(props.item.id, {
        message,
        mentions: mentionsIn(message, targetsOf(props.context)),
      });
      setDraft(undefined);
    });
  const cancel = (): boolean => {
    setDraft(undefined);
    return true;
  };
  return (
    <li classList={{ 'chat-queue-editing': draft() !== undefined }}>
      <Show
        when={draft() !== undefined}
        fallback={
          <>
            <ListEnd size={14} />
            <span class="chat-queue-text" title={text()}>
              {text()}
            </span>
            <Show when={props.item.mode}>
              <span class="chat-mode-mark">Ask</span>
            </Show>
            <Avatar user={props.item.author} size="s" />
            <span class="hidden">
              by {props.item.author.name}
              {props.item.wordsBy && `, in ${props.item.wordsBy.name}’s words`}
            </span>
            <IconButton
              label="Send now and stop the current turn"
              small
              onClick={() => void attempt(() => chat().sendNow(props.item.id))}
            >
              <ArrowUp size={14} />
            </IconButton>
            <Show when={own()}>
              <IconButton label="Edit" small onClick={() => setDraft(props.item.text)}>
                <Pencil size={14} />
              </IconButton>
            </Show>
            <IconButton
              label="Remove"
              small
              onClick={() => void attempt(() => chat().removeQueued(props.item.id))}
            >
              <X size={14} />
            </IconButton>
          </>
        }
      >
        <MessageField
          label="Queued message"
          value={draft() ?? ''}
          targets={() => targetsOf(props.context)}
          onInput={setDraft}
          onSubmit={() => void save()}
          onEscape={cancel}
          ref={focusSoon}
        />
        <div class="chat-edit-row">
          <button type="button" class="button button-quiet" onClick={cancel}>
            Cancel
          </button>
          <button type="button" class="button" onClick={() => void save()}>
            Save
          </button>
        </div>
      </Show>
    </li>
  );
}
