import Redo2 from 'lucide-solid/icons/redo-2';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import Undo2 from 'lucide-solid/icons/undo-2';
import { createMemo, Show } from 'solid-js';
import type { Message } from '../coder/messages.ts';
import { formatCount } from './format.ts';
import { sumEdits } from './groups.ts';
import { summarize } from './tool-summary.ts';

const endings = {
  stopped: 'Stopped',
  failed: 'Failed',
  steps: 'Out of steps',
  tokens: 'Out of tokens',
  time: 'Out of time',
} as const;

/** What a turn changed and what it cost; how to take it back, and to try again one that did not end by itself. */
export function TurnFooter(props: {
  message: Message;
  askedId: string | undefined;
  onRetry: ((messageId: string) => void) | undefined;
  /** Takes the turn's work on files back, or does it again; undefined for who may not. */
  onUndo: ((turn: string, undo: boolean) => void) | undefined;
}) {
  const edits = createMemo(() =>
    sumEdits(props.message.parts.flatMap((part) => (part.type === 'tool' ? [summarize(part, false)] : []))),
  );
  const usage = () => props.message.metadata?.usage;
  const ended = () => props.message.metadata?.ended;
  const undoneBy = () => props.message.metadata?.undoneBy;
  const turn = () => props.message.metadata?.turn;
  const undoable = () =>
    props.onUndo && (props.message.metadata?.files?.length ?? 0) > 0 ? turn() : undefined;
  return (
    <Show when={edits() ?? usage() ?? ended() ?? undoable()}>
      <footer class="chat-message-foot">
        <Show when={ended()}>{(how) => <span class="chat-ended">{endings[how()]}</span>}</Show>
        <Show when={edits()}>
          {(sum) => (
            <span>
              {sum().files} {sum().files === 1 ? 'file' : 'files'}{' '}
              <span class="chat-added">+{sum().added}</span>{' '}
              <span class="chat-removed">−{sum().removed}</span>
            </span>
          )}
        </Show>
        <Show when={ended() && props.onRetry && props.askedId}>
          {(id) => (
            <button type="button" class="chat-foot-button" onClick={() => props.onRetry?.(id())}>
              <RotateCcw size={12} /> Retry
            </button>
          )}
        </Show>
        <Show when={undoneBy()}>{(by) => <span>Undone by {by().name}</span>}</Show>
        <Show when={undoable()}>
          {(id) => (
            <button
              type="button"
              class="chat-foot-button"
              onClick={() => props.onUndo?.(id(), undoneBy() === undefined)}
            >
              <Show
                when={undoneBy()}
                fallback={
                  <>
                    <Undo2 size={12} /> Undo this turn
                  </>
                }
              >
                <Redo2 size={12} /> Redo
              </Show>
            </button>
          )}
        </Show>
        <Show when={usage()}>
          {(used) => (
            <span class="chat-tokens" title={`${used().inputTokens} in, ${used().outputTokens} out`}>
              {formatCount(used().inputTokens + used().outputTokens)} tokens
            </span>
          )}
        </Show>
      </footer>
    </Show>
  );
}
