import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import { readAll } from '../../shared/doc.ts';
import { download } from '../download.ts';
import type { Room } from '../room/room.ts';
import { Modal } from '../ui/Modal.tsx';
import { showToast } from '../ui/toast.tsx';
import { zipOf } from './export.ts';
import { WorkProgress } from './WorkProgress.tsx';

/** A faster export shows no dialog. */
const slowMs = 500;

/** Creates the room's archive and downloads it. Shows the progress if that takes a while. */
export function ExportDialog(props: { room: Room; onClose: () => void }) {
  const files = readAll(props.room.doc);
  const [done, setDone] = createSignal(0);
  const [slow, setSlow] = createSignal(false);
  const timer = setTimeout(() => setSlow(true), slowMs);
  let ended = false;
  onCleanup(() => {
    ended = true;
    clearTimeout(timer);
  });
  const name = (): string =>
    props.room
      .title()
      .replaceAll(/[^\p{L}\p{N} ._-]/gu, '')
      .trim();

  onMount(async () => {
    try {
      const archive = await zipOf(files, {
        onProgress: setDone,
        pause: () => new Promise((resolve) => setTimeout(resolve)),
        canContinue: () => !ended,
      });
      if (archive) download(`${name() === '' ? 'room' : name()}.zip`, archive);
    } catch (error) {
      console.error('tandem: the archive could not be created', error);
      showToast('The archive could not be created. Reload the page and try again.');
    }
    if (!ended) props.onClose();
  });
  return (
    <Show when={slow()}>
      <Modal title="Download" onClose={() => props.onClose()}>
        <div class="dialog-body">
          <WorkProgress what="Packing" done={done()} of={files.size} onStop={() => props.onClose()} />
        </div>
      </Modal>
    </Show>
  );
}
