import { Show } from 'solid-js';
import type { Room } from '../room.ts';
import './banner.css';

/** Shows when the room will not have this page any more: why, and how not to lose what was written here. */
export function RefusedBanner(props: { room: Room }) {
  const refusal = () => {
    const { connection, refusal } = props.room.state();
    return connection === 'refused' ? refusal : undefined;
  };
  const unsavedText = (): string => props.room.unsavedText();
  const download = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([unsavedText()], { type: 'text/plain' }));
    link.download = 'tandem-unsaved.txt';
    link.click();
    URL.revokeObjectURL(link.href);
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
  return (
    <Show when={refusal()}>
      {(refusal) => (
        <div class="banner" role="alert">
          <span class="banner-text">
            The room closed this page’s connection: {refusal().message || `code ${refusal().code}.`}
            <Show when={unsavedText() !== ''}> Loading it anew drops what is not saved.</Show>
          </span>
          <Show when={unsavedText() !== ''}>
            <button type="button" class="button" onClick={download}>
              Download my unsaved text
            </button>
          </Show>
          <button type="button" class="button button-primary" onClick={() => void loadAnew()}>
            Load the room anew
          </button>
        </div>
      )}
    </Show>
  );
}
