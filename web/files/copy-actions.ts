import { contentOf, deleteFile, fileIdAt } from '../../shared/doc.ts';
import { numberedPath } from '../../shared/paths.ts';
import { byteLength } from '../../shared/room-size.ts';
import { download } from '../download.ts';
import { zipOf } from '../import/export.ts';
import { importFiles } from '../import/plan.ts';
import { offerUndo } from '../room/offer-undo.ts';
import type { Room } from '../room/room.ts';
import { serverNow } from '../server-clock.ts';
import { pluralize } from '../ui/pluralize.ts';
import { showToast } from '../ui/toast.tsx';
import { entriesOf } from './file-actions.ts';
import { foldersOf, type TreeRow } from './tree.ts';

const pause = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Copies files and folders beside themselves, under the next free number, and offers to undo that. */
export async function duplicateRows(
  room: Room,
  rows: readonly TreeRow[],
  /** @param paths those of the copies, each beside the row that it was made of */
  onDone: (paths: readonly string[]) => void,
): Promise<void> {
  const taken = new Set([...room.files().map(({ path }) => path), ...foldersOf(room.files())]);
  const made: string[] = [];
  const copies = rows.flatMap((row) => {
    let copy = row.path;
    for (let n = 2; taken.has(copy); n++) copy = numberedPath(row.path, n);
    taken.add(copy);
    made.push(copy);
    return entriesOf(room, [row]).map(({ id, path }) => {
      const text = contentOf(room.doc, id);
      return { path: copy + path.slice(row.path.length), text, bytes: byteLength(text) };
    });
  });
  const { added, refused } = await importFiles(room.doc, copies, 'skip', {
    onProgress: () => undefined,
    pause,
    canContinue: room.editable,
  });
  if (refused.length > 0) showToast([...new Set(refused.map(({ reason }) => reason))].join(' '));
  if (added === 0) return;
  const [first] = rows;
  const what = rows.length === 1 && first ? first.name : pluralize(added, 'file', 'files');
  offerUndo(room, `Duplicated ${what}.`, {
    label: 'Undo',
    act: () =>
      room.doc.transact(() => {
        for (const { path } of copies) {
          const id = fileIdAt(room.doc, path);
          if (id !== undefined) deleteFile(room.doc, id, null, serverNow());
        }
      }),
  });
  onDone(made);
}

/** Downloads a file as it is, anything else as a .zip. */
export async function downloadRows(room: Room, rows: readonly TreeRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  if (rows.length === 1 && first.kind === 'file') {
    download(first.name, new Blob([contentOf(room.doc, first.key)], { type: 'text/plain' }));
    return;
  }
  const files = new Map(entriesOf(room, rows).map(({ id, path }) => [path, contentOf(room.doc, id)]));
  try {
    const archive = await zipOf(files, {
      onProgress: () => undefined,
      pause,
      canContinue: () => true,
    });
    if (archive) download(`${rows.length === 1 ? first.name : 'files'}.zip`, archive);
  } catch (error) {
    console.error('tandem: the archive could not be created', error);
    showToast('The archive could not be created. Reload the page and try again.');
  }
}
