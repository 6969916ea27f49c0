import { Show } from 'solid-js';
import { useCommands } from '../commands/commands.ts';
import { isDeleted, isPurged } from '../room/refusals.ts';
import type { Room } from '../room/room.ts';
import { onLinkClick } from '../route.ts';
import './banner.css';
import { DownloadUnsaved } from './DownloadUnsaved.tsx';

/** Shown when the room refuses this page: why, and how to keep what was written here. */
export function RefusedBanner(props: { room: Room }) {
  const refusal = () => {
    const { connection, refusal } = props.room.state();
    // After a purge the page reloads the room by itself, unless that would lose something.
    const reloadsByItself = isPurged(props.room.state()) && !props.room.wouldLose();
    return connection === 'refused' && !reloadsByItself ? refusal : undefined;
  };
  /** Discards the refused changes first, since the room would refuse them again. */
  const reloadRoom = async (): Promise<void> => {
    try {
      await props.room.dropUnsaved();
    } catch (error) {
      console.warn('tandem: unsaved work could not be deleted from this browser', error);
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
                  <Show when={props.room.unsavedText() !== ''}> Reloading discards unsaved changes.</Show>
                </>
              }
            >
              {refusal().message} This page still shows its files: download now what you want to keep.
            </Show>
          </span>
          <DownloadUnsaved room={props.room} />
          <Show
            when={isDeleted(props.room.state())}
            fallback={
              <button type="button" class="button button-primary" onClick={() => void reloadRoom()}>
                Reload the room
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
