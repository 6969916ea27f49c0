import { createMemo, Index, Match, Show, Switch } from 'solid-js';
import { agentUser, type User } from '../../shared/roles.ts';
import type { Message, TextPart, ToolPart } from '../coder/messages.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { formatCount, formatTime } from './format.ts';
import { groupParts, sumEdits, type Group } from './groups.ts';
import { Markdown } from './Markdown.tsx';
import { Steps, type StepActions } from './Steps.tsx';
import { summarize } from './tool-summary.ts';

const someone: User = { id: 'unknown', name: 'Someone', color: 1, kind: 'human' };

/** One message: who, when, and its text and steps in order. `live`: it is being written now. */
export function MessageView(props: { message: Message; live: boolean; actions: StepActions }) {
  const author = createMemo(
    () => props.message.metadata?.author ?? (props.message.role === 'user' ? someone : agentUser),
  );
  const groups = createMemo(() => groupParts(props.message.parts));
  const byAgent = createMemo(() => author().kind === 'agent');
  return (
    <article class="chat-message" data-live={props.live ? '' : undefined} aria-busy={props.live}>
      <header class="chat-message-head">
        <Avatar user={author()} size="s" />
        <strong>{author().name}</strong>
        <Show when={props.message.metadata?.at}>
          {(at) => <time dateTime={new Date(at()).toISOString()}>{formatTime(at())}</time>}
        </Show>
      </header>
      <Index each={groups()}>
        {(group) => (
          <Switch>
            <Match when={stepsOf(group())}>
              {(parts) => <Steps parts={parts()} live={props.live} actions={props.actions} />}
            </Match>
            <Match when={textOf(group())}>
              {(part) => (
                <Show when={byAgent()} fallback={<p class="chat-said">{part().text}</p>}>
                  <Markdown text={part().text} />
                </Show>
              )}
            </Match>
          </Switch>
        )}
      </Index>
      <Show when={props.live && groups().length === 0}>
        <p class="chat-thinking">Thinking…</p>
      </Show>
      <Show when={!props.live}>
        <Footer message={props.message} />
      </Show>
    </article>
  );
}

const stepsOf = (group: Group): readonly ToolPart[] | undefined =>
  group.kind === 'steps' ? group.parts : undefined;
const textOf = (group: Group): TextPart | undefined => (group.kind === 'text' ? group.part : undefined);

/** What the turn changed and what it cost. */
function Footer(props: { message: Message }) {
  const edits = createMemo(() =>
    sumEdits(props.message.parts.flatMap((part) => (part.type === 'tool' ? [summarize(part, false)] : []))),
  );
  const tokens = createMemo(() => {
    const usage = props.message.metadata?.usage;
    return usage && usage.inputTokens + usage.outputTokens;
  });
  return (
    <Show when={edits() ?? tokens()}>
      <footer class="chat-message-foot">
        <Show when={edits()}>
          {(sum) => (
            <span>
              {sum().files} {sum().files === 1 ? 'file' : 'files'}{' '}
              <span class="chat-added">+{sum().added}</span>{' '}
              <span class="chat-removed">−{sum().removed}</span>
            </span>
          )}
        </Show>
        <Show when={tokens()}>
          {(count) => <span class="chat-tokens">{formatCount(count())} tokens</span>}
        </Show>
      </footer>
    </Show>
  );
}
