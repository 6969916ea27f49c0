import { Show } from 'solid-js';
import type { Earlier } from './earlier.ts';

/** Above the first message: how many come before it, and a button that shows some of them. */
export function EarlierMessages(props: { earlier: Earlier }) {
  return (
    <Show when={props.earlier.count() > 0}>
      <div class="chat-earlier">
        <button
          type="button"
          class="chat-earlier-button"
          aria-disabled={props.earlier.loading()}
          onClick={() => void props.earlier.showMore()}
        >
          Load earlier messages ({props.earlier.count()})
        </button>
        <span class="chat-loading" role="status">
          <Show when={props.earlier.loading()}>Loading…</Show>
        </span>
        <Show when={props.earlier.problem()}>
          <p class="chat-problem" role="alert">
            {props.earlier.problem()}
          </p>
        </Show>
      </div>
    </Show>
  );
}
