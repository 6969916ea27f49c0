import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createSignal, Show } from 'solid-js';
import type { MessageMetadata } from '../../shared/chat.ts';
import type { Message } from '../coder/messages.ts';
import { formatCost, formatCount } from '../ui/format.ts';
import { focusableMessage } from './focus.ts';
import { Markdown } from './Markdown.tsx';
import './reasoning.css';
import './summary-row.css';

type Summary = NonNullable<MessageMetadata['summary']>;

/** A summary that the model is told in place of the messages before it: folded, since people still have these. */
export function SummaryRow(props: { message: Message; summary: Summary }) {
  const [open, setOpen] = createSignal(false);
  const text = () =>
    props.message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  return (
    <article {...focusableMessage(props.message.id)} class="chat-message chat-summary">
      <details class="chat-reasoning" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary title={titleOf(props.message, props.summary)}>
          <ChevronRight size={14} class="chat-reasoning-chevron" />
          <span>{labelOf(props.summary)}</span>
        </summary>
        <Show when={open()}>
          <div class="chat-reasoning-text">
            <Markdown text={text()} live={false} whole />
          </div>
        </Show>
      </details>
    </article>
  );
}

function labelOf({ messages, steps = 0 }: Summary): string {
  const earlier = `${messages} earlier ${messages === 1 ? 'message' : 'messages'}`;
  const begun = `the first ${steps === 1 ? 'step' : `${steps} steps`} of the answer below`;
  if (steps === 0) return `Summarised ${earlier}`;
  return messages === 0 ? `Summarised ${begun}` : `Summarised ${earlier} and ${begun}`;
}

function titleOf({ metadata }: Message, { tokensBefore, tokensAfter }: Summary): string {
  const { usage } = metadata ?? {};
  const took = usage
    ? ` Summarising took ${formatCount(usage.inputTokens + usage.outputTokens)} tokens${usage.cost === undefined ? '' : `, ${formatCost(usage.cost)}`}.`
    : '';
  return `The model reads this in place of what is above. The conversation took about ${formatCount(tokensBefore)} tokens before and ${formatCount(tokensAfter)} after.${took}`;
}
