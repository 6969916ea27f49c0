import { Show } from 'solid-js';
import { download } from '../download.ts';
import type { Room } from '../room/room.ts';

/** A button that downloads the unsaved text, if there is any. */
export function DownloadUnsaved(props: { room: Room }) {
  const save = (): void =>
    download('tandem-unsaved.txt', new Blob([props.room.unsavedText()], { type: 'text/plain' }));
  return (
    <Show when={props.room.state().unsaved && props.room.unsavedText() !== ''}>
      <button type="button" class="button" onClick={save}>
        Download my unsaved text
      </button>
    </Show>
  );
}
