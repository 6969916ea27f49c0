import { Show } from 'solid-js';
import { download } from '../download.ts';
import type { Room } from '../room.ts';
import { say } from '../ui/toast.tsx';
import './banner.css';

/** Shows when this browser keeps changes that have no place in the room: the way to have them, and to be rid of them. */
export function LeftoverBanner(props: { room: Room }) {
  const save = (): void =>
    download('tandem-left-over.txt', new Blob([props.room.leftover()], { type: 'text/plain' }));
  const drop = async (): Promise<void> => {
    try {
      await props.room.dropLeftover();
    } catch (error) {
      console.warn('tandem: what was left over could not be taken out of this browser', error);
      say('They could not be taken out of this browser. Reload the page and try again.');
    }
  };
  return (
    <Show when={props.room.leftover() !== ''}>
      <div class="banner banner-warning" role="status">
        <span class="banner-text">
          This browser keeps unsaved changes of yours to text that the room does not have any more. They stay
          here until you drop them.
        </span>
        <button type="button" class="button" onClick={save}>
          Download what I wrote
        </button>
        <button type="button" class="button" onClick={() => void drop()}>
          Drop them
        </button>
      </div>
    </Show>
  );
}
