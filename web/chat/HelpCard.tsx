import X from 'lucide-solid/icons/x';
import { For } from 'solid-js';
import { IconButton } from '../ui/IconButton.tsx';
import { commands } from './compose.ts';

const mentions = [
  ['@agent', 'Asks the agent, whoever else is here'],
  ['@file', 'Gives the agent a file as it is now: type @ and letters of its path'],
  ['@selection', 'Gives it the lines that you have selected'],
  ['@output', 'Gives it what the last run printed'],
] as const;
const keys = [
  ['Enter', 'Sends, or queues while the agent works'],
  ['Shift Enter', 'Begins a new line'],
  ['Esc', 'Stops the agent; what it has done stays'],
] as const;

/** What can be written in the chat. */
export function HelpCard(props: { onClose: () => void }) {
  const rows = [...commands.map(({ name, detail }) => [`/${name}`, detail] as const), ...mentions, ...keys];
  return (
    <section class="chat-help" aria-label="What can be written here">
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
      <IconButton label="Close the help" small onClick={() => props.onClose()}>
        <X size={14} />
      </IconButton>
    </section>
  );
}
