import X from 'lucide-solid/icons/x';
import { For } from 'solid-js';
import { IconButton } from '../ui/IconButton.tsx';
import { commands } from './compose.ts';

const mentions = [
  ['@agent', 'Asks the agent, whoever else is here'],
  ['@name', 'Draws the attention of someone here'],
  ['@file', 'Gives the agent the current text of a file: type @ and part of its path'],
  ['@selection', 'Gives it the lines you have selected'],
  ['@output', 'Gives it what the last run printed'],
] as const;
const keys = [
  ['Enter', 'Sends, or queues while the agent works'],
  ['Shift Enter', 'Starts a new line'],
  ['Esc', 'Stops the agent; its changes stay'],
] as const;

/** Help on what can be written in the chat. */
export function HelpCard(props: { onClose: () => void }) {
  const rows = [...commands.map(({ name, detail }) => [`/${name}`, detail] as const), ...mentions, ...keys];
  return (
    <section class="chat-help" aria-label="What you can write here">
      <dl>
        <For each={rows}>
          {([what, does]) => (
            <div>
              <dt>{what}</dt>
              <dd>{does}</dd>
            </div>
          )}
        </For>
      </dl>
      <IconButton label="Close help" small onClick={() => props.onClose()}>
        <X size={14} />
      </IconButton>
    </section>
  );
}
