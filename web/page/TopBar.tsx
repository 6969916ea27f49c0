import Ellipsis from 'lucide-solid/icons/ellipsis';
import Settings from 'lucide-solid/icons/settings';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createSignal, Show } from 'solid-js';
import type { Unread } from '../chat/unread.ts';
import { useCommands } from '../commands/commands.ts';
import { AgentStatusText } from '../presence/AgentStatusText.tsx';
import type { Follow } from '../presence/follow.ts';
import { People } from '../presence/People.tsx';
import type { Room } from '../room/room.ts';
import { onLinkClick } from '../route.ts';
import { Logo } from '../ui/Logo.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { lazyDialog } from '../ui/LazyDialog.tsx';
import type { RunTarget } from '../runs/run-target.ts';
import { PaneToggles } from './PaneToggles.tsx';
import type { Pane } from './panes.ts';
import { RoomTitle } from './RoomTitle.tsx';
import { RunButton } from './RunButton.tsx';
import './top-bar.css';

const ShareDialog = lazyDialog(async () => (await import('../share/ShareDialog.tsx')).ShareDialog);

export function TopBar(props: {
  room: Room;
  target: RunTarget;
  follow: Follow;
  isShown: (pane: Pane) => boolean;
  unread: Unread;
  onRun: () => void;
  /** Called when the view goes to where someone is. */
  onGoTo: () => void;
}) {
  const commands = useCommands();
  const [sharing, setSharing] = createSignal(false);
  commands.provide({ share: () => setSharing(true) });
  return (
    <header class="top-bar">
      <div class="top-bar-start">
        <a class="top-bar-logo" href="/" aria-label="Start page" onClick={onLinkClick}>
          <Logo />
        </a>
        <RoomTitle room={props.room} />
      </div>
      <RunButton room={props.room} target={props.target} onRun={() => props.onRun()} />
      <span class="top-bar-space" />
      {/* First, so that its text grows into the free space and moves nothing. */}
      <AgentStatusText room={props.room} follow={props.follow} onGoTo={() => props.onGoTo()} />
      <People room={props.room} follow={props.follow} onGoTo={() => props.onGoTo()} />
      <button type="button" class="button top-bar-share" aria-label="Share" onClick={() => setSharing(true)}>
        <UserPlus size={16} />
        <span class="top-bar-word">Share</span>
      </button>
      <PaneToggles isShown={(pane) => props.isShown(pane)} unread={props.unread} />
      <IconButton label="Settings" class="top-bar-settings" onClick={() => commands.run('settings')}>
        <Settings size={16} />
      </IconButton>
      <IconButton label="Commands" class="top-bar-commands" onClick={() => commands.run('palette')}>
        <Ellipsis size={16} />
      </IconButton>
      <Show when={sharing()}>
        <ShareDialog room={props.room} onClose={() => setSharing(false)} />
      </Show>
    </header>
  );
}
