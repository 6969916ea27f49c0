import { Show } from 'solid-js';
import { readAll } from '../../shared/doc.ts';
import type { Room } from '../room.ts';
import './banner.css';

/** Shows when the room will not have this page any more: why, and how not to lose what was written here. */
export function RefusedBanner(props: { room: Room }) {
  const refusal = () => {
    const { connection, refusal } = props.room.state();
    return connection === 'refused' ? refusal : undefined;
  };
  const download = (): void => {
    const text = JSON.stringify(Object.fromEntries(readAll(props.room.doc)), null, 2);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'tandem-files.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Show when={refusal()}>
      {(refusal) => (
        <div class="banner" role="alert">
          <span class="banner-text">
            The room closed this page’s connection: {refusal().message || `code ${refusal().code}.`}
          </span>
          <button type="button" class="button" onClick={download}>
            Download my text
          </button>
          <button type="button" class="button button-primary" onClick={() => location.reload()}>
            Load the room anew
          </button>
        </div>
      )}
    </Show>
  );
}
