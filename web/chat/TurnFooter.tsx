import RotateCcw from 'lucide-solid/icons/rotate-ccw';
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

/** What a turn changed and what it cost, and how to try again one that did not end by itself. */
export function TurnFooter(props: {
  message: Message;
  askedId: string | undefined;
  onRetry: ((messageId: string) => void) | undefined;
}) {
  const edits = createMemo(() =>
    sumEdits(props.message.parts.flatMap((part) => (part.type === 'tool' ? [summarize(part, false)] : []))),
  );
  const usage = () => props.message.metadata?.usage;
  const ended = () => props.message.metadata?.ended;
  return (
    <Show when={edits() ?? usage() ?? ended()}>
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
