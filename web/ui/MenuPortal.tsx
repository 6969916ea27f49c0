import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import type { JSX } from 'solid-js';

/** Draws a menu over everything, but within the page's main part: what is in no landmark, readers pass over. */
export function MenuPortal(props: { children: JSX.Element }) {
  return (
    <DropdownMenu.Portal
      mount={document.querySelector('main') ?? document.body}
      ref={(place) => place.classList.add('menu-place')}
    >
      {props.children}
    </DropdownMenu.Portal>
  );
}
