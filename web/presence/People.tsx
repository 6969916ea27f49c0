import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { Tooltip } from '@kobalte/core/tooltip';
import { createMemo, For, Show } from 'solid-js';
import type { Role, User } from '../../shared/roles.ts';
import { useCommands } from '../commands/commands.ts';
import type { Present } from '../room/present.ts';
import type { Room } from '../room/room.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { TooltipText } from '../ui/IconButton.tsx';
import { MenuPortal } from '../ui/MenuPortal.tsx';
import { createNarrow } from '../ui/narrow.ts';
import { whereabouts } from './activity.ts';
import type { Follow } from './follow.ts';
import { nextStep, takeStep, whoAndWhere } from './go-to.ts';
import { GoToButton } from './GoToButton.tsx';
import { roleName } from './role-text.ts';
import './presence.css';

/** How many avatars fit next to the title. */
const maxShown = { wide: 5, narrow: 1 };

/** Everyone present. One's own avatar opens the name and colour dialog, the others go to their cursors. */
export function People(props: { room: Room; follow: Follow; onGoTo: () => void }) {
  const commands = useCommands();
  const isSelf = (one: Present): boolean => one.user.id === props.room.user().id;
  const isNarrow = createNarrow();
  const place = () => (isNarrow() ? maxShown.narrow : maxShown.wide);
  // Keyed by id, so that a button survives cursor movements; otherwise nobody could click it.
  const ids = createMemo(() => {
    const everyone = props.room.people();
    const rest = everyone.filter((one) => !isSelf(one));
    // If only one fits, show someone else: oneself is no one to go to.
    return (isNarrow() && rest.length > 0 ? rest : everyone).map((one) => one.user.id);
  });
  const all = createMemo(() => props.room.people().map((one) => one.user.id));
  const others = () => ids().slice(place());
  const person = (id: string): Present | undefined => props.room.people().find((one) => one.user.id === id);
  const hasFile = (one: Present): boolean => whereabouts(one, props.room.files()) !== undefined;
  return (
    <div class="people" role="group" aria-label={`${props.room.people().length} people here`}>
      <For each={ids().slice(0, place())}>
        {(id) => (
          <Show when={person(id)}>
            {(one) => (
              <Show
                when={!isSelf(one())}
                fallback={
                  <OwnAvatar
                    user={one().user}
                    role={props.room.role()}
                    onClick={() => commands.run('appearance')}
                  />
                }
              >
                <GoToButton
                  user={one().user}
                  who={whoAndWhere(one(), props.room)}
                  hasFile={hasFile(one())}
                  follow={props.follow}
                  onGoTo={() => props.onGoTo()}
                >
                  <Avatar user={one().user} />
                </GoToButton>
              </Show>
            )}
          </Show>
        )}
      </For>
      <Show when={others().length > 0}>
        <DropdownMenu placement="bottom-end" gutter={4} modal={false}>
          <DropdownMenu.Trigger
            class="people-more"
            aria-label={`${others().length} more, show everyone here`}
            title="Everyone here"
          >
            +{others().length}
          </DropdownMenu.Trigger>
          <MenuPortal>
            <DropdownMenu.Content class="menu people-menu" aria-label="Everyone here">
              <For each={all()}>
                {(id) => (
                  <Show when={person(id)}>
                    {(one) => (
                      <DropdownMenu.Item
                        class="menu-item"
                        onSelect={() => {
                          if (isSelf(one())) commands.run('appearance');
                          else takeStep(props.follow, one().user, hasFile(one()), () => props.onGoTo());
                        }}
                      >
                        <Avatar user={one().user} size="s" />
                        <span class="people-name" title={whoAndWhere(one(), props.room)}>
                          {whoAndWhere(one(), props.room)}
                          {isSelf(one()) && ' (you)'}
                        </span>
                        <Show when={one().role}>
                          {(role) => <span class="people-role">{roleName[role()]}</span>}
                        </Show>
                        <span class="people-step">
                          {isSelf(one()) ? 'Change your name and colour' : nextStep(props.follow, one().user)}
                        </span>
                      </DropdownMenu.Item>
                    )}
                  </Show>
                )}
              </For>
            </DropdownMenu.Content>
          </MenuPortal>
        </DropdownMenu>
      </Show>
    </div>
  );
}

function OwnAvatar(props: { user: User; role: Role; onClick: () => void }) {
  const label = () =>
    `${props.user.name} (you), ${roleName[props.role].toLowerCase()}. Change your name and colour`;
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
