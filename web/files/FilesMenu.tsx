import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import { For, Show } from 'solid-js';
import { keyNameOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import { commandIds, commandOf } from '../commands/table.ts';
import { MenuPortal } from '../ui/MenuPortal.tsx';

/** A menu of the available commands for files. */
export function FilesMenu() {
  const commands = useCommands();
  const ids = () => commandIds.filter((id) => commandOf(id).group === 'Files' && commands.can(id));
  return (
    <DropdownMenu placement="bottom-end" gutter={4} modal={false}>
      <DropdownMenu.Trigger
        class="icon-button icon-button-s"
        aria-label="More for files"
        title="More for files"
      >
        <Ellipsis size={16} />
      </DropdownMenu.Trigger>
      <MenuPortal>
        <DropdownMenu.Content class="menu">
          <For each={ids()}>
            {(id) => (
              <DropdownMenu.Item class="menu-item" onSelect={() => commands.run(id)}>
                {commandOf(id).title}
                <Show when={keyNameOf(id)}>{(name) => <kbd>{name()}</kbd>}</Show>
              </DropdownMenu.Item>
            )}
          </For>
        </DropdownMenu.Content>
      </MenuPortal>
    </DropdownMenu>
  );
}
