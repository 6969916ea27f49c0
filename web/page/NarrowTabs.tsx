import Code from 'lucide-solid/icons/code';
import Files from 'lucide-solid/icons/files';
import MessageSquare from 'lucide-solid/icons/message-square';
import Terminal from 'lucide-solid/icons/terminal';
import { For, Show } from 'solid-js';
import { type Unread, unreadLabel } from '../chat/unread.ts';
import './narrow-tabs.css';

export type NarrowTab = 'files' | 'editor' | 'output' | 'chat';

const tabs = [
  { id: 'files', name: 'Files', Icon: Files },
  { id: 'editor', name: 'Editor', Icon: Code },
  { id: 'output', name: 'Output', Icon: Terminal },
  { id: 'chat', name: 'Chat', Icon: MessageSquare },
] as const;

/** Chooses the one pane that a narrow screen shows at a time. */
export function NarrowTabs(props: { tab: NarrowTab; unread: Unread; onTab: (tab: NarrowTab) => void }) {
  return (
    <nav class="narrow-tabs" aria-label="Panes">
      <For each={tabs}>
        {({ id, name, Icon }) => (
          <button
            type="button"
            class="narrow-tab"
            aria-current={props.tab === id ? 'page' : undefined}
            onClick={() => props.onTab(id)}
          >
            <Icon size={20} />
            {name}
            <Show when={id === 'chat' && props.unread.count() > 0}>
              <span class="narrow-tab-count">
                <span aria-hidden="true">
                  {props.unread.mentions() > 0 ? '@' : ''}
                  {Math.min(props.unread.count(), 99)}
                </span>
                <span class="hidden">{unreadLabel(props.unread)}</span>
              </span>
            </Show>
          </button>
        )}
      </For>
    </nav>
  );
}
