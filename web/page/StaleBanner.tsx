import { Show } from 'solid-js';
import type { Room } from '../room.ts';
import './banner.css';
import { createStale } from './stale.ts';

/** Shows when the server was updated under this page. Nothing is lost: what is not saved is kept until the page is back. */
export function StaleBanner(props: { room: Room }) {
  const stale = createStale(() => props.room.state());
  return (
    <Show when={stale()}>
      <div class="banner banner-quiet" role="status">
        <span class="banner-text">
          Tandem was updated. This page is of the version before; load it anew to go on with the new one.
        </span>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    </Show>
  );
}
