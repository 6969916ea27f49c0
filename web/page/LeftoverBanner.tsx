import { Show } from 'solid-js';
import { download } from '../download.ts';
import type { Room } from '../room/room.ts';
import { showToast } from '../ui/toast.tsx';
import './banner.css';

/** Shown when this browser stores changes that cannot be applied to the room. Offers to download and discard them. */
export function LeftoverBanner(props: { room: Room }) {
  const save = (): void =>
    download('tandem-left-over.txt', new Blob([props.room.leftover()], { type: 'text/plain' }));
  const drop = async (): Promise<void> => {
    try {
      await props.room.dropLeftover();
    } catch (error) {
      console.warn('tandem: leftover changes could not be deleted from this browser', error);
      showToast('They could not be deleted from this browser. Reload the page and try again.');
    }
  };
  return (
    <Show when={props.room.leftover() !== ''}>
      <div class="banner banner-warning" role="status">
        <span class="banner-text">
          This browser keeps unsaved changes of yours to text that the room no longer has. They stay here
          until you discard them.
        </span>
        <button type="button" class="button" onClick={save}>
          Download what I wrote
        </button>
        <button type="button" class="button" onClick={() => void drop()}>
          Discard them
        </button>
      </div>
    </Show>
  );
}
