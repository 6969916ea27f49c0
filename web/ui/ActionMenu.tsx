import { ContextMenu } from '@kobalte/core/context-menu';
import { For, type JSX, Show } from 'solid-js';
import { MenuPortal } from './MenuPortal.tsx';

export interface MenuAction {
  title: string;
  /** Its key as it is shown. */
  keys?: string | undefined;
  act: () => void;
}

/**
 * A context menu over `children`, which contain the `ContextMenu.Trigger`. The chosen action runs once the menu has
 * closed and the focus is back where it was, because it may move the focus itself.
 */
export function ActionMenu(props: {
  label: string;
  groups: readonly (readonly MenuAction[])[];
  onOpenChange: (open: boolean) => void;
  /** Focuses what the menu belonged to. */
  onReturnFocus: () => void;
  children: JSX.Element;
}) {
  let chosen: MenuAction | undefined;
  const groups = () => props.groups.filter((group) => group.length > 0);
  return (
    <ContextMenu modal={false} onOpenChange={(open) => props.onOpenChange(open)}>
      {props.children}
      <MenuPortal>
        <ContextMenu.Content
          class="menu"
          aria-label={props.label}
          // Where the menu key counts when it is released, it would open the browser's own menu over this one.
          onContextMenu={(event: MouseEvent) => event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // A click elsewhere has moved the focus already.
            if (document.activeElement === document.body) props.onReturnFocus();
            chosen?.act();
            chosen = undefined;
          }}
        >
          <For each={groups()}>
            {(group, index) => (
              <>
                <Show when={index() > 0}>
                  <ContextMenu.Separator class="menu-line" />
                </Show>
                <For each={group}>
                  {(action) => (
                    <ContextMenu.Item class="menu-item" onSelect={() => (chosen = action)}>
                      {action.title}
                      <Show when={action.keys}>{(keys) => <kbd>{keys()}</kbd>}</Show>
                    </ContextMenu.Item>
                  )}
                </For>
              </>
            )}
          </For>
        </ContextMenu.Content>
      </MenuPortal>
    </ContextMenu>
  );
}

/** Opens the context menu of an element below it, as by a key. */
export function openMenuOf(element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + 16,
      clientY: bottom,
      button: 2,
    }),
  );
}
