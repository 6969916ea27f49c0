import ArrowDown from 'lucide-solid/icons/arrow-down';
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js';
import type { Decision } from '../../shared/approvals.ts';
import { newUlid } from '../../shared/ids.ts';
import { canEdit, canSet, type Role } from '../../shared/roles.ts';
import { turnsOf } from '../coder/turns.ts';
import { useCommands } from '../commands/commands.ts';
import './chat.css';
import './composer.css';
import './messages.css';
import { createAnnouncement } from './announcement.ts';
import { createAnswerKeys } from './answer-keys.ts';
import { questionOf } from './approval-labels.ts';
import { ChatActs } from './ChatActs.tsx';
import { ClearDialog } from './ClearDialog.tsx';
import { Composer } from './Composer.tsx';
import { createEarlier } from './earlier.ts';
import { EarlierMessages } from './EarlierMessages.tsx';
import { ContextMeter } from './ContextMeter.tsx';
import { type ChatContext, problemOf, undoableTurn } from './context.ts';
import { EmptyChat } from './EmptyChat.tsx';
import { focusMessage } from './focus.ts';
import { type MessageActions, MessageView } from './MessageView.tsx';
import { ModelPicker } from './ModelPicker.tsx';
import { TodoLine } from './TodoList.tsx';
import { RetryDialog } from './RetryDialog.tsx';
import { createVisibleMessages } from './visible-messages.ts';
import { answersTo, workIn } from './work.ts';
import { WentOn } from './WentOn.tsx';

/** Closer to the end than this counts as being at the end. */
const endPx = 32;
/** Closer to the first message than this, earlier ones are loaded. */
const startPx = 240;

export interface ChatPanelProps {
  context: ChatContext;
  role: Role;
}

/** The room's chat, among people and with the agent. */
export function ChatPanel(props: ChatPanelProps) {
  const { context } = props;
  const { coder } = context;
  const turns = turnsOf(coder);
  const [scroller, setScroller] = createSignal<HTMLDivElement>();
  const [content, setContent] = createSignal<HTMLDivElement>();
  let field: HTMLTextAreaElement | undefined;
  const [atEnd, setAtEnd] = createSignal(true);
  const [problem, setProblem] = createSignal('');
  const [clearing, setClearing] = createSignal(false);
  const [retrying, setRetrying] = createSignal<string>();
  const editing = () => canEdit(props.role);
  const working = createMemo(
    () => coder.streamingId() !== undefined || (coder.agentState()?.status ?? 'idle') !== 'idle',
  );
  const announcement = createAnnouncement(coder, () => context.user().id);
  const work = createMemo(() => workIn(coder));

  const isEmpty = () => coder.messageIds().length === 0;
  const scrollToEnd = (): void => {
    const el = scroller();
    if (el) el.scrollTop = el.scrollHeight;
  };
  const toEnd = (): void => {
    setAtEnd(true);
    scrollToEnd();
  };
  const shown = createVisibleMessages(coder.messageIds);
  const earlier = createEarlier({ coder, shown }, (change) => {
    const el = scroller();
    const below = el ? el.scrollHeight - el.scrollTop : 0;
    change();
    if (el && !atEnd()) el.scrollTop = el.scrollHeight - below;
  });
  const findEnd = (el: HTMLElement): void => {
    // An empty chat stays at its top, but the first message is followed.
    setAtEnd(isEmpty() || el.scrollHeight - el.scrollTop - el.clientHeight < endPx);
  };
  const onScroll = ({ currentTarget: el }: { currentTarget: HTMLElement }): void => {
    findEnd(el);
    if (el.scrollTop < startPx && !atEnd() && earlier.count() > 0 && !earlier.problem())
      void earlier.showMore();
  };
  onMount(() => {
    const observer = new ResizeObserver(() => {
      const el = scroller();
      if (!el || !atEnd() || isEmpty()) return;
      // Below a review, the turn's line grows by who undid some of it: the buttons must stay under the pointer.
      if (el.querySelector('.chat-review:is(:hover, :focus-within)')) findEnd(el);
      else scrollToEnd();
    });
    for (const el of [content(), scroller()]) if (el) observer.observe(el);
    onCleanup(() => observer.disconnect());
  });

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setProblem('');
    try {
      await act();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  createEffect(
    on(coder.wantedMessage, (id) => {
      if (id !== undefined) void attempt(() => earlier.find(id).then(() => focusMessage(id)));
    }),
  );
  const trySuggestion = async (message: string): Promise<void> => {
    field?.focus();
    await attempt(() => coder.chat.send({ message, mentions: [] }, { id: newUlid(), ask: true }));
  };

  const openRun = (runId: string): void => {
    coder.showRun(runId);
    context.onOpenRun();
  };
  const actions: MessageActions = {
    openAt: context.openAt,
    openRun,
    openMention: (mention) => {
      if (mention.kind === 'output') openRun(mention.runId);
      else if (mention.kind !== 'person')
        context.openAt(mention.path, mention.kind === 'selection' ? mention.from : 1);
    },
    approval: coder.approval,
    wholeCall: (turn, callId) => coder.chat.wholeCall(turn, callId),
    reasons: new Map(),
    get canAlwaysAllow() {
      return canSet(props.role);
    },
    get decide() {
      if (!editing()) return undefined;
      return (id: string, decision: Decision) => void attempt(() => coder.chat.decide(id, decision));
    },
    get retry() {
      if (!editing()) return undefined;
      return (id: string) => {
        const answers = answersTo(coder, id).map((turn) => coder.message(turn));
        if (answers.every((answer) => undoableTurn(answer) === undefined))
          void attempt(() => coder.chat.resend(id));
        else setRetrying(id);
      };
    },
    get goOn() {
      if (!editing()) return undefined;
      return (turn: string) => void attempt(() => coder.chat.goOn(turn));
    },
    get undo() {
      if (!editing()) return undefined;
      return (turn: string, undo: boolean) =>
        void attempt(() => (undo ? turns.undo(turn) : turns.redo(turn)));
    },
  };

  const commands = useCommands();
  const oldest = createMemo(() => coder.pendingApprovals()[0]);
  createAnswerKeys({
    commands,
    oldest,
    decide: () => actions.decide,
    reasons: actions.reasons,
    reveal: shown.reveal,
  });

  return (
    <div class="chat-panel">
      <header class="chat-head">
        <h2>Chat</h2>
        <ModelPicker coder={coder} editing={editing()} />
        <ContextMeter coder={coder} />
        <Show when={coder.connection() !== 'open'}>
          <span class="chat-away" role="status">
            Connecting to the agent…
          </span>
        </Show>
        <ChatActs
          coder={coder}
          mayEdit={editing()}
          isOwner={canSet(props.role)}
          onTurns={() => commands.run('turns')}
          onClear={() => setClearing(true)}
        />
      </header>
      <Show when={clearing()}>
        <ClearDialog coder={coder} onClose={() => setClearing(false)} />
      </Show>
      <Show when={retrying()} keyed>
        {(id) => <RetryDialog messageId={id} context={context} onClose={() => setRetrying(undefined)} />}
      </Show>
      <div class="chat-scroll-frame">
        <div class="chat-scroll" ref={setScroller} onScroll={onScroll} tabindex="0" aria-label="Transcript">
          {/* Finished messages are announced below; screen readers should not read out every token. */}
          <div class="chat-log" role="log" aria-live="off" aria-label="Messages" ref={setContent}>
            <Show when={coder.loaded()} fallback={<Skeleton />}>
              <Show
                when={coder.messageIds().length > 0}
                fallback={
                  <EmptyChat
                    context={context}
                    editing={editing()}
                    onTry={(text) => void trySuggestion(text)}
                  />
                }
              >
                <EarlierMessages earlier={earlier} />
                <For each={shown.ids()}>
                  {(id) => (
                    <Show when={coder.message(id)}>
                      {(message) => (
                        <Show
                          when={message().metadata?.continues === undefined}
                          fallback={<WentOn message={message()} />}
                        >
                          <MessageView
                            message={message()}
                            live={coder.streamingId() === id}
                            askedId={work().requestOf.get(message().metadata?.turn ?? '')}
                            wentOn={work().continued.has(id)}
                            actions={actions}
                            context={context}
                          />
                        </Show>
                      )}
                    </Show>
                  )}
                </For>
              </Show>
            </Show>
          </div>
        </div>
        <div class="chat-seeking" role="status">
          <Show when={earlier.seeking()}>Looking for the message…</Show>
        </div>
        <Show when={!atEnd()}>
          <button type="button" class="button chat-jump" aria-label="Jump to latest" onClick={toEnd}>
            <ArrowDown size={14} /> <span>Jump to latest</span>
          </button>
        </Show>
      </div>
      <div class="hidden" aria-live="polite">
        {announcement()}
      </div>
      <div class="hidden" aria-live="assertive">
        <Show when={oldest()}>{(approval) => questionOf(approval())}</Show>
      </div>
      <Show when={problem()}>
        <p class="chat-problem chat-problem-panel" role="alert">
          {problem()}
        </p>
      </Show>
      <Show when={editing() && coder.agentState()?.budgetWarning}>
        {(warning) => (
          <p class="chat-budget" role="status">
            {warning()}
          </p>
        )}
      </Show>
      <Show when={coder.agentState()?.todo}>{(items) => <TodoLine items={items()} />}</Show>
      <Show
        when={context.mayWrite()}
        fallback={
          <p class="chat-viewer">You are viewing this room. People with an edit link can write here.</p>
        }
      >
        <Composer
          context={context}
          viewer={!editing()}
          working={working()}
          onSent={toEnd}
          onClear={() => setClearing(true)}
          ref={(el) => (field = el)}
        />
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
