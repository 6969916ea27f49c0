import { Tooltip } from '@kobalte/core/tooltip';
import { createSignal, For, Show } from 'solid-js';
import type { Present, Room } from '../room.ts';
import { CallError } from '../session.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { TooltipText } from '../ui/IconButton.tsx';
import { say } from '../ui/toast.tsx';
import { whereabouts } from './activity.ts';
import { NameDialog } from './NameDialog.tsx';
import './presence.css';

const maxShown = 5;

/** Who is here. One's own avatar changes one's name. */
export function People(props: { room: Room }) {
  const [renaming, setRenaming] = createSignal(false);
  const isSelf = (one: Present): boolean => one.user.id === props.room.user().id;
  const more = () => props.room.people().length - maxShown;
  const describe = (one: Present): string => {
    const file = whereabouts(one, props.room.files());
    const where = file === undefined ? '' : `, in ${file}`;
    return isSelf(one) ? `${one.user.name} (you). Change your name` : `${one.user.name}${where}`;
  };
  const rename = async (name: string): Promise<void> => {
    setRenaming(false);
    if (name === props.room.user().name) return;
    try {
      await props.room.session.rename(name);
      // The room knows us by the token that the socket was opened with.
      props.room.reconnect();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      say(error.message);
    }
  };
  return (
    <div class="people" role="group" aria-label={`${props.room.people().length} people here`}>
      <For each={props.room.people().slice(0, maxShown)}>
        {(one) => (
          <Tooltip openDelay={300} closeDelay={0} gutter={4}>
            <Tooltip.Trigger
              as="button"
              type="button"
              class="people-one"
              aria-label={describe(one)}
              aria-disabled={!isSelf(one)}
              onClick={() => {
                if (isSelf(one)) setRenaming(true);
              }}
            >
              <Avatar user={one.user} self={isSelf(one)} />
            </Tooltip.Trigger>
            <TooltipText text={describe(one)} />
          </Tooltip>
        )}
      </For>
      <Show when={more() > 0}>
        <span class="people-more">+{more()}</span>
      </Show>
      <Show when={renaming()}>
        <NameDialog
          name={props.room.user().name}
          onDone={(name) => void rename(name)}
          onClose={() => setRenaming(false)}
        />
      </Show>
    </div>
  );
}
