import { Show } from 'solid-js';
import type { Room } from '../room.ts';

/** The way out for what was written here and is not saved, if there is any. */
export function DownloadUnsaved(props: { room: Room }) {
  const download = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([props.room.unsavedText()], { type: 'text/plain' }));
    link.download = 'tandem-unsaved.txt';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Show when={props.room.state().unsaved && props.room.unsavedText() !== ''}>
      <button type="button" class="button" onClick={download}>
        Download my unsaved text
      </button>
    </Show>
  );
}
