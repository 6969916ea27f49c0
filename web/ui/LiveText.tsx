import { Show } from 'solid-js';

/**
 * A text that changes. A browser that translates the page replaces the text node that Solid would update, so each text
 * gets a new element.
 */
export function LiveText(props: { text: string }) {
  return (
    <Show when={props.text} keyed>
      {(text) => <span>{text}</span>}
    </Show>
  );
}
