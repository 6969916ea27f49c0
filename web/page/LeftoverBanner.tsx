import { Show } from 'solid-js';
import { download } from '../download.ts';
import type { Leftover, LeftoverReason } from '../room/restore-queue.ts';
import type { Room } from '../room/room.ts';
import { showToast } from '../ui/toast.tsx';
import './banner.css';

const reasonText: Record<LeftoverReason, string> = {
  homeless: 'belong to text that the room no longer has',
  refused: 'were refused by the room',
  unreadable: 'cannot be read any more',
};

const reasonsOf = ({ reasons }: Leftover): string =>
  `They ${reasons.map((reason) => reasonText[reason]).join(', or ')}.`;

/** What the file says that someone finds among their downloads. */
const fileOf = (room: Room, leftover: Leftover): string =>
  `Changes of yours that are not in the room “${room.title()}”. ${reasonsOf(leftover)} This is the text that you wrote in them:\n\n${leftover.text}\n`;

/** Shown when this browser stores changes that cannot be applied to the room. Offers to download and discard them. */
export function LeftoverBanner(props: { room: Room }) {
  const drop = async (): Promise<void> => {
    try {
      await props.room.dropLeftover();
    } catch (error) {
      console.warn('tandem: leftover changes could not be deleted from this browser', error);
      showToast('They could not be deleted from this browser. Reload the page and try again.');
    }
  };
  return (
    <Show when={props.room.leftover()}>
      {(leftover) => (
        <div class="banner banner-warning" role="status">
          <span class="banner-text">
            This browser keeps unsaved changes of yours that cannot be put into the room.{' '}
            {reasonsOf(leftover())}{' '}
            {leftover().text === '' && 'There is no text of yours in them to download. '}
            They stay here until you discard them; everything else is restored.
          </span>
          <Show when={leftover().text !== ''}>
            <button
              type="button"
              class="button"
              onClick={() =>
                download(
                  'tandem-left-over.txt',
                  new Blob([fileOf(props.room, leftover())], { type: 'text/plain' }),
                )
              }
            >
              Download what I wrote
            </button>
          </Show>
          <button type="button" class="button" onClick={() => void drop()}>
            Discard them
          </button>
        </div>
      )}
    </Show>
  );
}
