import PanelBottom from 'lucide-solid/icons/panel-bottom';
import PanelLeft from 'lucide-solid/icons/panel-left';
import PanelRight from 'lucide-solid/icons/panel-right';
import { For, Show } from 'solid-js';
import { type Unread, unreadLabel } from '../chat/unread.ts';
import { keyNameOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { Pane } from './panes.ts';

const toggles = [
  { pane: 'files', command: 'toggleFiles', name: 'the files', Icon: PanelLeft },
  { pane: 'output', command: 'toggleOutput', name: 'the output', Icon: PanelBottom },
  { pane: 'chat', command: 'toggleChat', name: 'the chat', Icon: PanelRight },
] as const;

/** Shows and hides the panes of a wide page. */
export function PaneToggles(props: { isShown: (pane: Pane) => boolean; unread: Unread }) {
  const commands = useCommands();
  const label = (pane: Pane, name: string): string => {
    const unseen = pane === 'chat' && props.unread.count() > 0 ? `, ${unreadLabel(props.unread)}` : '';
    return `${props.isShown(pane) ? 'Hide' : 'Show'} ${name}${unseen}`;
  };
  return (
    <div class="pane-toggles" role="group" aria-label="Panels">
      <For each={toggles}>
        {({ pane, command, name, Icon }) => (
          <span class="pane-toggle" classList={{ 'pane-toggle-on': props.isShown(pane) }}>
            <IconButton
              label={label(pane, name)}
              keys={keyNameOf(command) ?? ''}
              onClick={() => commands.run(command)}
            >
              <Icon size={16} />
            </IconButton>
            <Show when={pane === 'chat' && props.unread.count() > 0}>
              <i
                class="pane-toggle-unread"
                classList={{ 'pane-toggle-mention': props.unread.mentions() > 0 }}
              />
            </Show>
          </span>
        )}
      </For>
    </div>
  );
}
