import { Show } from 'solid-js';

/**
 * A text that changes. A browser that translates the page puts another text in the place of the one that Solid holds
 * and would write to, so each one has an element of its own.
 */
export function LiveText(props: { text: string }) {
  return (
    <Show when={props.text} keyed>
      {(text) => <span>{text}</span>}
    </Show>
  );
}
