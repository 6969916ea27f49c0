import ChevronRight from 'lucide-solid/icons/chevron-right';
import { createSignal, Show } from 'solid-js';
import { Markdown } from './Markdown.tsx';
import './reasoning.css';

/** What the model thought before it went on: folded, because it is long and not meant for the room. */
export function Reasoning(props: { text: string; growing: boolean }) {
  const [open, setOpen] = createSignal(false);
  return (
    <details class="chat-reasoning" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} class="chat-reasoning-chevron" />
        {props.growing ? 'Thinking…' : 'Thought for a moment'}
      </summary>
      <Show when={open()}>
        <div class="chat-reasoning-text">
          <Markdown text={props.text} live={props.growing} whole={false} />
        </div>
      </Show>
    </details>
  );
}
