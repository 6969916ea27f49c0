import { Show } from 'solid-js';
import type { Room } from '../room/room.ts';
import './banner.css';
import { createStale } from './stale.ts';

/** Shown when the server was updated while the page was open. Reloading loses nothing: unsaved changes are stored. */
export function StaleBanner(props: { room: Room }) {
  const stale = createStale(() => props.room.state());
  return (
    <Show when={stale()}>
      <div class="banner banner-quiet" role="status">
        <span class="banner-text">
          Tandem was updated. This page is from the previous version; reload it to use the new one.
        </span>
        <button type="button" class="button button-primary" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    </Show>
  );
}
