import ArrowRight from 'lucide-solid/icons/arrow-right';
import FileDiff from 'lucide-solid/icons/file-diff';
import Redo2 from 'lucide-solid/icons/redo-2';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import Undo2 from 'lucide-solid/icons/undo-2';
import { createSignal, Show } from 'solid-js';
import type { MessageMetadata } from '../../shared/chat.ts';
import { canGoOn } from '../../shared/continuations.ts';
import type { TurnFile } from '../../shared/turn.ts';
import type { Message } from '../coder/messages.ts';
import type { ChatContext } from './context.ts';
import { formatCost, formatCount } from '../ui/format.ts';
import { TurnReview } from './TurnReview.tsx';
import { LineCounts } from './LineCounts.tsx';

/** How an answer that ended early ended. */
const endings: Record<NonNullable<MessageMetadata['ended']>, string> = {
  stopped: 'Stopped',
  failed: 'Failed',
  steps: 'Out of steps',
  tokens: 'Out of tokens',
  time: 'Out of time',
  limit: 'Limit reached',
  length: 'Too long',
  filtered: 'Withheld',
};

/** What a turn changed and cost, with buttons to undo it, and to continue or retry one that was cut off. */
export function TurnFooter(props: {
  message: Message;
  askedId: string | undefined;
  /** Whether another turn has gone on with this one. */
  wentOn: boolean;
  onRetry: ((messageId: string) => void) | undefined;
  /** Lets the agent go on; undefined for people who may not. */
  onContinue: ((turn: string) => void) | undefined;
  /** Undoes the turn's changes to files, or redoes them; undefined for people who may not. */
  onUndo: ((turn: string, undo: boolean) => void) | undefined;
  context: ChatContext;
}) {
  const [reviewing, setReviewing] = createSignal(false);
  /** The turn and its files, if it changed any. */
  const changing = () => {
    const { turn, files = [] } = props.message.metadata ?? {};
    return turn !== undefined && files.length > 0 ? { turn, files } : undefined;
  };
  const usage = () => props.message.metadata?.usage;
  const ended = () => props.message.metadata?.ended;
  const undoneBy = () => props.message.metadata?.undoneBy;
  const partlyUndoneBy = () => props.message.metadata?.partlyUndoneBy;
  const state = () => (undoneBy() ? 'undone' : partlyUndoneBy() ? 'partly' : 'done');
  const undoable = () => (props.onUndo ? changing()?.turn : undefined);
  return (
    <Show when={changing() ?? usage() ?? ended()}>
      <Show when={reviewing() && changing()}>
        {(now) => (
          <TurnReview
            turn={now().turn}
            state={state()}
            editing={props.onUndo !== undefined}
            context={props.context}
          />
        )}
      </Show>
      <footer class="chat-message-foot">
        <Show when={ended()}>{(how) => <span class="chat-ended">{endings[how()]}</span>}</Show>
        <Show when={!props.wentOn && canGoOn(ended()) && props.onContinue}>
          {(goOn) => (
            <button type="button" class="chat-foot-button" onClick={() => goOn()(props.message.id)}>
              <ArrowRight size={12} /> Continue
            </button>
          )}
        </Show>
        <Show when={changing()}>
          {(now) => (
            <button
              type="button"
              class="chat-foot-button"
              aria-expanded={reviewing()}
              onClick={() => setReviewing(!reviewing())}
            >
              <FileDiff size={12} /> Review {countWords(now().files)}
            </button>
          )}
        </Show>
        <Show when={!props.wentOn && ended() && props.onRetry && props.askedId}>
          {(id) => (
            <button type="button" class="chat-foot-button" onClick={() => props.onRetry?.(id())}>
              <RotateCcw size={12} /> Retry
            </button>
          )}
        </Show>
        <Show when={undoneBy()}>{(by) => <span>Undone by {by().name}</span>}</Show>
        <Show when={partlyUndoneBy()}>{(by) => <span>Partly undone by {by().name}</span>}</Show>
        <Show when={undoable()}>
          {(id) => (
            <>
              <Show when={state() !== 'undone'}>
                <button type="button" class="chat-foot-button" onClick={() => props.onUndo?.(id(), true)}>
                  <Undo2 size={12} /> Undo this turn
                </button>
              </Show>
              <Show when={state() !== 'done'}>
                <button type="button" class="chat-foot-button" onClick={() => props.onUndo?.(id(), false)}>
                  <Redo2 size={12} /> Redo
                </button>
              </Show>
            </>
          )}
        </Show>
        <Show when={usage()}>
          {(used) => (
            <span
              class="chat-tokens"
              title={`${used().inputTokens} in (${used().cachedTokens ?? 0} cached), ${used().outputTokens} out`}
            >
              {props.message.metadata?.model} · {formatCount(used().inputTokens + used().outputTokens)} tokens
              <Show when={used().cost !== undefined}>
                {' '}
                · {used().isAbout && 'about '}
                {formatCost(used().cost ?? 0)}
              </Show>
            </span>
          )}
        </Show>
      </footer>
    </Show>
  );
}

function countWords(files: readonly TurnFile[]) {
  const sum = (of: (file: TurnFile) => number): number => files.reduce((total, file) => total + of(file), 0);
  return (
    <>
      {files.length} {files.length === 1 ? 'file' : 'files'}{' '}
      <LineCounts added={sum(({ added }) => added)} removed={sum(({ removed }) => removed)} />
    </>
  );
}
