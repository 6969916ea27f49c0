import ChartColumn from 'lucide-solid/icons/chart-column';
import History from 'lucide-solid/icons/rotate-ccw-clock';
import Trash2 from 'lucide-solid/icons/trash';
import { createSignal, Show } from 'solid-js';
import type { Coder } from '../coder/coder.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { lazyDialog } from '../ui/LazyDialog.tsx';
// Imported here: Vite requests a lazy component's CSS only once, so a retry of its script would lack it.
import './usage.css';

const UsageDialog = lazyDialog(async () => (await import('./UsageDialog.tsx')).UsageDialog);

/** The buttons in the chat's header. */
export function ChatActs(props: {
  coder: Coder;
  mayEdit: boolean;
  isOwner: boolean;
  onTurns: () => void;
  onClear: () => void;
}) {
  const [showsUsage, setShowsUsage] = createSignal(false);
  return (
    <>
      <span class="chat-head-acts">
        <IconButton label="Turns of the agent" small onClick={() => props.onTurns()}>
          <History size={16} />
        </IconButton>
        <Show when={props.mayEdit}>
          <IconButton label="Usage and limits" small onClick={() => setShowsUsage(true)}>
            <ChartColumn size={16} />
          </IconButton>
        </Show>
        <Show when={props.mayEdit && props.coder.messageIds().length > 0}>
          <IconButton label="Clear the chat" small onClick={() => props.onClear()}>
            <Trash2 size={16} />
          </IconButton>
        </Show>
      </span>
      <Show when={showsUsage()}>
        <UsageDialog coder={props.coder} isOwner={props.isOwner} onClose={() => setShowsUsage(false)} />
      </Show>
    </>
  );
}
