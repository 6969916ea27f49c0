import { createSignal, For, onCleanup, Show } from 'solid-js';
import { contentOf, listTrash, observeListing, type TrashedFile } from '../../shared/doc.ts';
import type { OpenFiles } from '../editor/open-files.ts';
import type { Room } from '../room.ts';
import { Modal } from '../ui/Modal.tsx';
import { say } from '../ui/toast.tsx';
import { counted } from './counted.ts';
import { restoreTrashed } from './file-actions.ts';
import { FileIcon } from './FileIcon.tsx';
import './dialogs.css';

/** The deleted files, the latest first, with the way back: a file that is restored is opened. */
export default function TrashDialog(props: { room: Room; files: OpenFiles; onClose: () => void }) {
  const [trashed, setTrashed] = createSignal(listTrash(props.room.doc));
  onCleanup(observeListing(props.room.doc, () => setTrashed(listTrash(props.room.doc))));
  const restore = (file: TrashedFile): void => {
    const outcome = restoreTrashed(props.room, file);
    if ('problem' in outcome) {
      say(outcome.problem);
      return;
    }
    props.files.open(file.id);
    props.onClose();
  };
  const lines = ({ id }: TrashedFile): string =>
    counted(contentOf(props.room.doc, id).split('\n').length, 'line', 'lines');
  return (
    <Modal title="Trash" onClose={() => props.onClose()}>
      <div class="dialog-body">
        <Show when={trashed().length > 0} fallback={<p class="dialog-note">Nothing has been deleted.</p>}>
          <ul class="dialog-list" aria-label="Deleted files" tabIndex={0}>
            <For each={trashed()}>
              {(file) => (
                <li class="dialog-row">
                  <FileIcon path={file.path ?? ''} />
                  <span class="dialog-path" title={file.path}>
                    {file.path ?? 'A file without a name'}
                  </span>
                  <span class="dialog-side">
                    {lines(file)}
                    {file.at > 0 && `, ${whenWords(file.at)}`}
                  </span>
                  <Show when={props.room.editable()}>
                    <button
                      type="button"
                      class="button"
                      aria-label={`Restore ${file.path ?? 'the file without a name'}`}
                      onClick={() => restore(file)}
                    >
                      Restore
                    </button>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <p class="dialog-note">
          Deleted files stay here as long as the room, and count as files of the room.
        </p>
      </div>
    </Modal>
  );
}

const whenWords = (at: number): string =>
  new Date(at).toLocaleString('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
