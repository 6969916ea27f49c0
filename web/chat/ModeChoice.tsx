import { createUniqueId, For } from 'solid-js';
import type { ChatMode } from '../../shared/chat.ts';
import './mode-choice.css';

const modes = [
  { mode: 'edit', label: 'Edit', title: 'The agent may change files and run programs' },
  { mode: 'ask', label: 'Ask', title: 'The agent only reads: it changes and runs nothing' },
] as const;

/** What the agent may do for one's next messages. */
export function ModeChoice(props: { mode: ChatMode; onChange: (mode: ChatMode) => void }) {
  const name = createUniqueId();
  return (
    <fieldset class="chat-mode">
      <legend class="hidden">What the agent may do</legend>
      <For each={modes}>
        {({ mode, label, title }) => (
          <label title={title}>
            <input
              type="radio"
              class="hidden"
              name={name}
              checked={props.mode === mode}
              onChange={() => props.onChange(mode)}
            />
            <span>{label}</span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
