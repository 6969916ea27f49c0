import Pencil from 'lucide-solid/icons/pencil';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import { createMemo, createSignal, Index, Match, Show, Switch } from 'solid-js';
import { builtInModel, type Mention } from '../../shared/chat.ts';
import type { Todo } from '../../shared/todo.ts';
import { agentUser, type User } from '../../shared/roles.ts';
import type { Message, TextPart, ToolPart } from '../coder/messages.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { focusableMessage } from './focus.ts';
import { formatTime } from '../ui/format.ts';
import { groupParts, type Group } from './groups.ts';
import { Markdown } from './Markdown.tsx';
import { Reasoning } from './Reasoning.tsx';
import { Resend } from './Resend.tsx';
import { SummaryRow } from './SummaryRow.tsx';
import { PersonText } from './PersonText.tsx';
import { Steps, type StepActions } from './Steps.tsx';
import { TodoList } from './TodoList.tsx';
import { TurnFooter } from './TurnFooter.tsx';
import type { ChatContext } from './context.ts';
import { isForReader } from './for-reader.ts';
import type { TextLinks } from './TextLinks.tsx';

const someone: User = { id: 'unknown', name: 'Someone', color: 1, kind: 'human' };

export interface MessageActions extends StepActions {
  openMention: (mention: Mention) => void;
  /** Asks the same again; undefined for people who may not. */
  retry: ((messageId: string) => void) | undefined;
  /** Lets the agent go on with a turn; undefined for people who may not. */
  goOn: ((turn: string) => void) | undefined;
  /** Undoes a turn's changes to files, or redoes them; undefined for people who may not. */
  undo: ((turn: string, undo: boolean) => void) | undefined;
}

interface MessageProps {
  message: Message;
  /** Whether it is being written now. */
  live: boolean;
  /** The id of the request that this one answers. */
  askedId: string | undefined;
  /** Whether another turn has gone on with this one. */
  wentOn: boolean;
  actions: MessageActions;
  context: ChatContext;
}

/** A message of someone, or a summary of those before it. */
export function MessageView(props: MessageProps) {
  return (
    <Show when={props.message.metadata?.summary} fallback={<AuthoredMessage {...props} />}>
      {(summary) => <SummaryRow message={props.message} summary={summary()} />}
    </Show>
  );
}

/** One message: author, time, and its text and steps in order. */
function AuthoredMessage(props: MessageProps) {
  const [editing, setEditing] = createSignal(false);
  const author = createMemo(
    () => props.message.metadata?.author ?? (props.message.role === 'user' ? someone : agentUser),
  );
  const groups = createMemo(() => groupParts(props.message.parts));
  const byAgent = createMemo(() => author().kind === 'agent');
  const wordsBy = () => props.message.metadata?.wordsBy;
  const retry = () => (props.message.metadata?.viewer ? undefined : props.actions.retry);
  const own = () => (wordsBy() ?? author()).id === props.context.user().id && retry() !== undefined;
  const text = createMemo(() =>
    props.message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'),
  );
  const links: TextLinks = {
    get mentions() {
      return props.message.metadata?.mentions ?? [];
    },
    get reader() {
      return props.context.user().id;
    },
    openMention: (mention) => props.actions.openMention(mention),
    openAt: (path, line, column) => props.actions.openAt?.(path, line, column),
  };
  const mentionsReader = createMemo(() => isForReader(props.message, props.context.user().id));
  return (
    <article
      {...focusableMessage(props.message.id)}
      class="chat-message"
      classList={{ 'chat-message-mine': mentionsReader() }}
      data-live={props.live ? '' : undefined}
      aria-busy={props.live}
    >
      <header class="chat-message-head">
        <Avatar user={author()} size="s" />
        <strong>{author().name}</strong>
        <Show when={wordsBy()}>
          {(by) => <span class="chat-again">asked again, in {by().name}’s words</span>}
        </Show>
        <Show when={props.message.metadata?.viewer}>
          <span class="chat-mode-mark" title="A viewer wrote this. The agent does not read it.">
            Viewer
          </span>
        </Show>
        <Show when={mentionsReader()}>
          <span class="chat-mine-mark">mentions you</span>
        </Show>
        <Show when={props.message.metadata?.mode}>
          <span class="chat-mode-mark" title="The agent only reads for this message">
            Ask
          </span>
        </Show>
        <Show when={props.message.metadata?.at}>
          {(at) => <time dateTime={new Date(at()).toISOString()}>{formatTime(at())}</time>}
        </Show>
        <Show when={!byAgent() && !editing()}>
          <span class="chat-message-acts">
            <Show when={own()}>
              <IconButton label="Edit and resend" small onClick={() => setEditing(true)}>
                <Pencil size={14} />
              </IconButton>
            </Show>
            <Show when={retry()}>
              {(ask) => (
                <IconButton label="Retry" small onClick={() => ask()(props.message.id)}>
                  <RotateCcw size={14} />
                </IconButton>
              )}
            </Show>
          </span>
        </Show>
      </header>
      <Show
        when={!editing()}
        fallback={
          <Resend
            messageId={props.message.id}
            text={text()}
            context={props.context}
            onClose={() => setEditing(false)}
          />
        }
      >
        <Index each={groups()}>
          {(group, at) => (
            <Switch>
              <Match when={reasoningOf(group())}>
                {(text) => <Reasoning text={text()} growing={props.live && at === groups().length - 1} />}
              </Match>
              <Match when={todoOf(group())}>
                {(items) => <TodoList items={items()} live={props.live} />}
              </Match>
              <Match when={stepsOf(group())}>
                {(parts) => (
                  <Steps
                    parts={parts()}
                    turn={props.message.id}
                    live={props.live}
                    toolMs={props.message.metadata?.toolMs}
                    isProblemInText={props.message.metadata?.model === builtInModel}
                    actions={props.actions}
                  />
                )}
              </Match>
              <Match when={textOf(group())}>
                {(part) => (
                  <Show when={byAgent()} fallback={<PersonText text={part().text} links={links} />}>
                    <Markdown
                      text={part().text}
                      live={props.live}
                      whole={!props.live && props.message.metadata?.ended === undefined}
                      links={links}
                    />
                  </Show>
                )}
              </Match>
            </Switch>
          )}
        </Index>
      </Show>
      <Show when={props.live && groups().length === 0}>
        <p class="chat-thinking">Thinking…</p>
      </Show>
      <Show when={!props.live && byAgent()}>
        <TurnFooter
          message={props.message}
          askedId={props.askedId}
          wentOn={props.wentOn}
          onRetry={props.actions.retry}
          onContinue={props.actions.goOn}
          onUndo={props.actions.undo}
          context={props.context}
        />
      </Show>
    </article>
  );
}

const stepsOf = (group: Group): readonly ToolPart[] | undefined =>
  group.kind === 'steps' ? group.parts : undefined;
const todoOf = (group: Group): Todo | undefined => (group.kind === 'todo' ? group.items : undefined);
const reasoningOf = (group: Group): string | undefined =>
  group.kind === 'reasoning' ? group.text : undefined;
const textOf = (group: Group): TextPart | undefined => (group.kind === 'text' ? group.part : undefined);
