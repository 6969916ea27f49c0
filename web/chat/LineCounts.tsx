import { Show } from 'solid-js';

/** How many lines a change adds and removes; a zero is left out, unless both are. */
export function LineCounts(props: { added: number; removed: number }) {
  return (
    <>
      <Show when={props.added > 0 || props.removed === 0}>
        <span class="chat-added">+{props.added}</span>
      </Show>
      <Show when={props.removed > 0}>
        {' '}
        <span class="chat-removed">−{props.removed}</span>
      </Show>
    </>
  );
}
