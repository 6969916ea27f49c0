import { Tooltip } from '@kobalte/core/tooltip';
import { createMemo, For, Show } from 'solid-js';
import type { User } from '../../shared/roles.ts';
import { useCommands } from '../commands/commands.ts';
import type { Present, Room } from '../room.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { TooltipText } from '../ui/IconButton.tsx';
import { whereabouts } from './activity.ts';
import type { Follow } from './follow.ts';
import { GoToButton } from './GoToButton.tsx';
import './presence.css';

const maxShown = 5;

/** Who is here. One's own avatar changes one's name and colour, the others' lead to them. */
export function People(props: { room: Room; follow: Follow; onGone: () => void }) {
  const commands = useCommands();
  const isSelf = (one: Present): boolean => one.user.id === props.room.user().id;
  const more = () => props.room.people().length - maxShown;
  // By id: a button must outlast the steps of a cursor, or nobody could click it.
  const shown = createMemo(() =>
    props.room
      .people()
      .slice(0, maxShown)
      .map((one) => one.user.id),
  );
  const person = (id: string): Present | undefined => props.room.people().find((one) => one.user.id === id);
  const file = (one: Present): string | undefined => whereabouts(one, props.room.files());
  return (
    <div class="people" role="group" aria-label={`${props.room.people().length} people here`}>
      <For each={shown()}>
        {(id) => (
          <Show when={person(id)}>
            {(one) => (
              <Show
                when={!isSelf(one())}
                fallback={<OwnAvatar user={one().user} onClick={() => commands.run('appearance')} />}
              >
                <GoToButton
                  user={one().user}
                  who={[one().user.name, ...(file(one()) === undefined ? [] : [`in ${file(one())}`])].join(
                    ', ',
                  )}
                  somewhere={file(one()) !== undefined}
                  follow={props.follow}
                  onGone={() => props.onGone()}
                >
                  <Avatar user={one().user} />
                </GoToButton>
              </Show>
            )}
          </Show>
        )}
      </For>
      <Show when={more() > 0}>
        <span class="people-more">+{more()}</span>
      </Show>
    </div>
  );
}

function OwnAvatar(props: { user: User; onClick: () => void }) {
  const label = () => `${props.user.name} (you). Change your name and colour`;
  return (
    <Tooltip openDelay={300} closeDelay={0} gutter={4}>
      <Tooltip.Trigger
        as="button"
        type="button"
        class="people-one"
        aria-label={label()}
        onClick={() => props.onClick()}
      >
        <Avatar user={props.user} self />
      </Tooltip.Trigger>
      <TooltipText text={label()} />
    </Tooltip>
  );
}
