import X from 'lucide-solid/icons/x';
import { createSignal, For, Show } from 'solid-js';
import type { Role } from '../../shared/roles.ts';
import { onLinkClick } from '../route.ts';
import { forgetOwnership, ownerKeysOf, restoreOwnership } from '../room/ownership.ts';
import { forgetRoom, type RecentRoom, recentRooms, restoreRooms } from '../room/recent.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { showToast } from '../ui/toast.tsx';
import { relativeTime } from './relative-time.ts';

const roleText: Record<Role, string> = { owner: 'Yours', editor: 'You can edit', viewer: 'You can view' };

/** The rooms opened in this browser. The list is stored only here. */
export function RecentRooms() {
  const [rooms, setRooms] = createSignal(recentRooms());
  const now = Date.now();
  /** With the key of a room of one's own, so that the next person at this browser is not its owner. */
  const forget = ({ room, title }: RecentRoom): void => {
    const [before, keys] = [recentRooms(), ownerKeysOf(room)];
    forgetRoom(room);
    forgetOwnership(room);
    setRooms(recentRooms());
    showToast(keys ? `Forgot “${title}”, and its owner link with it.` : `Forgot “${title}”.`, {
      label: 'Undo',
      act: () => {
        restoreRooms(before);
        if (keys) restoreOwnership(room, keys);
        setRooms(recentRooms());
      },
    });
  };
  return (
    <Show when={rooms().length > 0}>
      <h2 class="home-recent-title">Recent rooms</h2>
      <ul class="home-recent">
        <For each={rooms()}>
          {(entry) => (
            <li class="home-room">
              <a class="home-room-link" href={`/r/${entry.room}#${entry.key}`} onClick={onLinkClick}>
                <span class="home-room-name" title={entry.title}>
                  {entry.title}
                </span>
                <span class="home-room-role">{roleText[entry.role]}</span>
              </a>
              <time class="home-room-time" dateTime={new Date(entry.at).toISOString()}>
                {relativeTime(entry.at, now)}
              </time>
              <IconButton
                small
                class="home-room-forget"
                label={`Forget ${entry.title}`}
                onClick={() => forget(entry)}
              >
                <X size={14} />
              </IconButton>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
