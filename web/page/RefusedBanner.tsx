import { Show } from 'solid-js';
import { useCommands } from '../commands/commands.ts';
import { isDeleted, isPurged } from '../refusals.ts';
import type { Room } from '../room.ts';
import { onLinkClick } from '../route.ts';
import './banner.css';
import { DownloadUnsaved } from './DownloadUnsaved.tsx';

/** Shows when the room will not have this page any more: why, and how not to lose what was written here. */
export function RefusedBanner(props: { room: Room }) {
  const refusal = () => {
    const { connection, refusal } = props.room.state();
    // Then the page loads the room anew by itself, if nothing is lost by that.
    const comesBack = isPurged(props.room.state()) && !props.room.wouldLose();
    return connection === 'refused' && !comesBack ? refusal : undefined;
  };
  /** Without what was refused: it would be refused again. */
  const loadAnew = async (): Promise<void> => {
    try {
      await props.room.dropUnsaved();
    } catch (error) {
      console.warn('tandem: unsaved work could not be taken out of this browser', error);
    }
    location.reload();
  };
  const commands = useCommands();
  return (
    <Show when={refusal()}>
      {(refusal) => (
        <div class="banner" role="alert">
          <span class="banner-text">
            <Show
              when={isDeleted(props.room.state())}
              fallback={
                <>
                  The room closed this page’s connection: {refusal().message || `code ${refusal().code}.`}
                  <Show when={props.room.unsavedText() !== ''}>
                    {' '}
                    Loading it anew drops what is not saved.
                  </Show>
                </>
              }
            >
              {refusal().message} This page still shows its files: what you want to keep, download now.
            </Show>
          </span>
          <DownloadUnsaved room={props.room} />
          <Show
            when={isDeleted(props.room.state())}
            fallback={
              <button type="button" class="button button-primary" onClick={() => void loadAnew()}>
                Load the room anew
              </button>
            }
          >
            <button type="button" class="button" onClick={() => commands.run('exportZip')}>
              Download all files
            </button>
            <a class="button" href="/" onClick={onLinkClick}>
              Start page
            </a>
          </Show>
        </div>
      )}
    </Show>
  );
}
