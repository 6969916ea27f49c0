import { createSignal, For, onCleanup, Show } from 'solid-js';
import { contentOf, listTrash, observeListing, pathOf, type TrashedFile } from '../../shared/doc.ts';
import type { OpenFiles } from './open-files.ts';
import type { Room } from '../room/room.ts';
import { Modal } from '../ui/Modal.tsx';
import { showToast } from '../ui/toast.tsx';
import { pluralize } from '../ui/pluralize.ts';
import { restoreTrashed } from './file-actions.ts';
import { formatTime } from '../ui/format.ts';
import { FileIcon } from '../ui/FileIcon.tsx';

/** The deleted files, newest first. Restores one file, which is then opened, or all that are shown. */
export function TrashDialog(props: {
  room: Room;
  files: OpenFiles;
  onClose: () => void;
  /** Called after the dialog has opened a file and closed. */
  onOpened: () => void;
}) {
  let opened = false;
  const [trashed, setTrashed] = createSignal(listTrash(props.room.doc));
  onCleanup(observeListing(props.room.doc, () => setTrashed(listTrash(props.room.doc))));
  const [part, setPart] = createSignal('');
  const shown = () =>
    trashed().filter(({ path }) => (path ?? '').toLowerCase().includes(part().trim().toLowerCase()));
  const restore = (files: readonly TrashedFile[]): void => {
    const problems = restoreTrashed(props.room, files);
    const back = files.filter(({ id }) => pathOf(props.room.doc, id) !== undefined);
    const [only] = files;
    if (only && files.length === 1 && back.length === 1) {
      props.files.open(only.id);
      opened = true;
    }
    const messages = back.length > 0 ? [`Restored ${pluralize(back.length, 'file', 'files')}.`] : [];
    showToast([...messages, ...problems].join(' '));
  };
  const lines = ({ id }: TrashedFile): string =>
    pluralize(contentOf(props.room.doc, id).split('\n').length, 'line', 'lines');
  return (
    <Modal title="Trash" onClose={() => props.onClose()} onClosed={() => opened && props.onOpened()}>
      <div class="dialog-body">
        <Show when={trashed().length > 0} fallback={<p class="dialog-note">Nothing has been deleted.</p>}>
          <div class="dialog-find">
            <input
              class="field"
              type="text"
              autofocus
              autocomplete="off"
              spellcheck={false}
              aria-label="Part of the path"
              placeholder="Part of the path, e.g. src/"
              value={part()}
              onInput={(event) => setPart(event.currentTarget.value)}
            />
            <Show when={props.room.editable() && shown().length > 1}>
              <button type="button" class="button" onClick={() => restore(shown())}>
                Restore these {shown().length}
              </button>
            </Show>
          </div>
          <ul class="dialog-list" aria-label="Deleted files" tabIndex={0}>
            <For each={shown()} fallback={<li class="dialog-note">No deleted file matches.</li>}>
              {(file) => (
                <li class="dialog-row">
                  <FileIcon path={file.path ?? ''} />
                  <span class="dialog-path" title={file.path}>
                    {file.path ?? 'A file without a name'}
                  </span>
                  <span class="dialog-side">
                    {lines(file)}
                    {file.at > 0 && `, ${formatTime(file.at)}`}
                  </span>
                  <Show when={props.room.editable()}>
                    <button
                      type="button"
                      class="button"
                      aria-label={`Restore ${file.path ?? 'the file without a name'}`}
                      onClick={() => restore([file])}
                    >
                      Restore
                    </button>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <p class="dialog-note">Deleted files stay here until the room needs their space.</p>
      </div>
    </Modal>
  );
}
