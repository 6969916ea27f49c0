import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import type { JSX } from 'solid-js';

/** Renders a menu above everything, but inside `<main>`: screen readers may skip content outside landmarks. */
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
