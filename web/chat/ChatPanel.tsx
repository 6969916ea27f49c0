import ArrowDown from 'lucide-solid/icons/arrow-down';
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js';
import { canEdit, type Role } from '../../shared/roles.ts';
import type { Coder } from '../coder/coder.ts';
import type { OpenAt } from '../runs/PlacedText.tsx';
import './chat.css';
import './messages.css';
import { Composer } from './Composer.tsx';
import { MessageView } from './MessageView.tsx';
import { ModelPicker } from './ModelPicker.tsx';

/** Requests that the built-in model answers too. */
const examples = ['list', 'read README.md', 'run main.ts', 'help'];

/** Near enough to the end to be at the end. */
const endPx = 32;

export interface ChatPanelProps {
  coder: Coder;
  role: Role;
  /** Opens a place in the editor; without it places in the text are plain. */
  openAt?: OpenAt;
  /** Told after the output panel was pointed at a run, for pages that show one panel at a time. */
  onOpenRun?: () => void;
}

/** The room's conversation with the agent. */
export function ChatPanel(props: ChatPanelProps) {
  const [scroller, setScroller] = createSignal<HTMLDivElement>();
  const [content, setContent] = createSignal<HTMLDivElement>();
  let field: HTMLTextAreaElement | undefined;
  const [atEnd, setAtEnd] = createSignal(true);
  const [problem, setProblem] = createSignal('');
  const editing = () => canEdit(props.role);
  const working = createMemo(
    () => props.coder.streamingId() !== undefined || (props.coder.agentState()?.status ?? 'idle') !== 'idle',
  );
  const announcement = createAnnouncement(() => props.coder);

  const scrollToEnd = (): void => {
    const el = scroller();
    if (el) el.scrollTop = el.scrollHeight;
  };
  const toEnd = (): void => {
    setAtEnd(true);
    scrollToEnd();
  };
  const onScroll = ({ currentTarget: el }: { currentTarget: HTMLElement }): void => {
    setAtEnd(el.scrollHeight - el.scrollTop - el.clientHeight < endPx);
  };
  onMount(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd()) scrollToEnd();
    });
    for (const el of [content(), scroller()]) if (el) observer.observe(el);
    onCleanup(() => observer.disconnect());
  });

  const tryExample = async (example: string): Promise<void> => {
    setProblem('');
    try {
      await props.coder.send(example);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The message was not sent. Try again.');
    }
    field?.focus();
  };

  const actions = {
    get openAt() {
      return props.openAt;
    },
    openRun: (runId: string) => {
      props.coder.showRun(runId);
      props.onOpenRun?.();
    },
  };

  return (
    <div class="chat-panel">
      <header class="chat-head">
        <h2>Chat</h2>
        <ModelPicker coder={props.coder} editing={editing()} />
        <Show when={props.coder.connection() !== 'open'}>
          <span class="chat-away" role="status">
            Connecting to the agent…
          </span>
        </Show>
      </header>
      <div class="chat-scroll-frame">
        <div class="chat-scroll" ref={setScroller} onScroll={onScroll} tabindex="0" aria-label="Transcript">
          {/* Screen readers hear finished messages below, not every token. */}
          <div class="chat-log" role="log" aria-live="off" aria-label="Messages" ref={setContent}>
            <Show when={props.coder.loaded()} fallback={<Skeleton />}>
              <Show
                when={props.coder.messageIds().length > 0}
                fallback={
                  <Empty editing={editing()} problem={problem()} onTry={(text) => void tryExample(text)} />
                }
              >
                <For each={props.coder.messageIds()}>
                  {(id) => (
                    <Show when={props.coder.message(id)}>
                      {(message) => (
                        <MessageView
                          message={message()}
                          live={props.coder.streamingId() === id}
                          actions={actions}
                        />
                      )}
                    </Show>
                  )}
                </For>
              </Show>
            </Show>
          </div>
        </div>
        <Show when={!atEnd()}>
          <button type="button" class="button chat-jump" onClick={toEnd}>
            <ArrowDown size={14} /> Jump to latest
          </button>
        </Show>
      </div>
      <div class="hidden" aria-live="polite">
        {announcement()}
      </div>
      <Show
        when={editing()}
        fallback={
          <p class="chat-viewer">
            You are viewing this room. People with an edit link can write to the agent.
          </p>
        }
      >
        <Composer coder={props.coder} working={working()} onSent={toEnd} ref={(el) => (field = el)} />
      </Show>
    </div>
  );
}

/** The words of the message that was written last, once it is whole. */
function createAnnouncement(coder: () => Coder): () => string {
  const [announcement, setAnnouncement] = createSignal('');
  createEffect(
    on(
      () => coder().streamingId(),
      (now, before) => {
        if (now !== undefined || before === undefined) return;
        const texts = coder()
          .message(before)
          ?.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
        setAnnouncement(`Agent: ${texts?.join(' ') ?? ''}`);
      },
    ),
  );
  return announcement;
}

function Empty(props: { editing: boolean; problem: string; onTry: (text: string) => void }) {
  return (
    <div class="chat-empty">
      <p>The agent edits these files with you, runs them, and answers here for everyone in the room.</p>
      <Show when={props.editing}>
        <ul aria-label="Examples">
          <For each={examples}>
            {(example) => (
              <li>
                <button type="button" class="chat-example" onClick={() => props.onTry(example)}>
                  {example}
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={props.problem}>
        <p class="chat-problem" role="alert">
          {props.problem}
        </p>
      </Show>
    </div>
  );
}

function Skeleton() {
  return (
    <div class="chat-skeleton" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  );
}
