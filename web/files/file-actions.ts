import {
  createFile,
  deleteFile,
  type FileEntry,
  listFiles,
  pathOf,
  renameFile,
  restoreFile,
  type TrashedFile,
} from '../../shared/doc.ts';
import { TandemError } from '../../shared/errors.ts';
import { newUlid } from '../../shared/ids.ts';
import { numberedPath } from '../../shared/paths.ts';
import type { OpenFiles } from './open-files.ts';
import { offerUndo } from '../room/offer-undo.ts';
import type { Room } from '../room/room.ts';
import { serverNow } from '../server-clock.ts';
import { showToast } from '../ui/toast.tsx';
import { filesUnder, type TreeRow } from './tree.ts';

/** The result, or a sentence that says which of the room’s rules prevented it. */
export type Outcome<T> = { done: T } | { problem: string };

function attempt<T>(act: () => T): Outcome<T> {
  try {
    return { done: act() };
  } catch (error) {
    if (error instanceof TandemError) return { problem: error.message };
    throw error;
  }
}

export const addFile = (room: Room, path: string): Outcome<string> =>
  attempt(() => createFile(room.doc, path, '', null, newUlid(serverNow())));

const entriesOf = (room: Room, row: TreeRow): FileEntry[] =>
  row.kind === 'file' ? [{ id: row.key, path: row.path }] : filesUnder(room.files(), row.path);

/** Gives a file, or all files of a folder, a new path: all of them or none. */
function moveRow(room: Room, row: TreeRow, path: string): Outcome<void> {
  return attempt(() => {
    if (row.kind === 'file') {
      renameFile(room.doc, row.key, path);
      return;
    }
    const done: FileEntry[] = [];
    room.doc.transact(() => {
      try {
        for (const entry of entriesOf(room, row)) {
          renameFile(room.doc, entry.id, path + entry.path.slice(row.path.length));
          done.push(entry);
        }
      } catch (error) {
        for (const entry of done) renameFile(room.doc, entry.id, entry.path);
        throw error;
      }
    });
  });
}

/** Renames a file or folder. @returns why it failed */
export function renameRow(room: Room, row: TreeRow, path: string): string | undefined {
  const before = listFiles(room.doc);
  const outcome = moveRow(room, row, path);
  if ('problem' in outcome) return outcome.problem;
  // The new name is in sight; what happened in other files is not.
  void finishMove(room, before, `Renamed ${row.name}.`, false);
  return undefined;
}

/** Moves a file or a whole folder into another folder (empty: the root), and offers to undo that. */
export function moveInto(room: Room, row: TreeRow, folder: string): void {
  const path = folder === '' ? row.name : `${folder}/${row.name}`;
  if (path === row.path) return;
  if (row.kind === 'folder' && `${path}/`.startsWith(`${row.path}/`)) {
    showToast('A folder cannot be moved into itself.');
    return;
  }
  const before = listFiles(room.doc);
  const outcome = moveRow(room, row, path);
  if ('problem' in outcome) {
    showToast(outcome.problem);
    return;
  }
  const target = folder === '' ? 'to the top level' : `to ${folder}`;
  void finishMove(room, before, `Moved ${row.name} ${target}.`, true);
}

/**
 * Updates the imports that a move broke, and offers to take back both.
 * @param before all files before the move
 * @param always also when no import was updated
 */
async function finishMove(
  room: Room,
  before: readonly FileEntry[],
  text: string,
  always: boolean,
): Promise<void> {
  // Not needed for the first paint; the editor loads it ahead.
  const loaded = await import('./imports/finish-move.ts').catch(() => undefined);
  if (loaded) loaded.finish(room, before, text, always);
  else showToast(`${text} Imports of it could not be updated: this part of the page could not be loaded.`);
}

/** Does it for each in one transaction. @returns the distinct reasons why it failed for some */
export function doAll<T>(room: Room, all: readonly T[], act: (one: T) => void): string[] {
  const outcomes = room.doc.transact(() => all.map((one) => attempt(() => act(one))));
  return [...new Set(outcomes.flatMap((outcome) => ('problem' in outcome ? outcome.problem : [])))];
}

export function showProblems(problems: readonly string[]): void {
  if (problems.length > 0) showToast(problems.join(' '));
}

/** Restores files from the trash at their paths, or numbered ones if those are taken. @returns why some failed */
export const restoreTrashed = (room: Room, files: readonly TrashedFile[]): string[] =>
  doAll(room, files, (file) => {
    const wanted = file.path ?? 'restored.txt';
    const taken = new Set(listFiles(room.doc).map(({ path }) => path));
    let path = wanted;
    for (let n = 2; taken.has(path); n++) path = numberedPath(wanted, n);
    restoreFile(room.doc, file.id, path);
  });

/** Deletes a file or a folder's files, and offers to undo that, including the tab of the one in front. */
export function removeRow(room: Room, row: TreeRow, files: OpenFiles): void {
  const entries = entriesOf(room, row);
  const front = entries.find(({ id }) => id === files.active()?.id);
  for (const entry of entries) files.close(entry.id);
  room.doc.transact(() => {
    for (const entry of entries) deleteFile(room.doc, entry.id, null, serverNow());
  });
  const what = row.kind === 'file' ? row.name : `${row.name} and the ${entries.length} files in it`;
  const undo = (): void => {
    restoreFiles(room, entries);
    if (front && pathOf(room.doc, front.id) !== undefined) files.open(front.id);
  };
  offerUndo(room, `Deleted ${what}.`, { label: 'Undo', act: undo });
}

export const restoreFiles = (room: Room, entries: readonly FileEntry[]): void =>
  showProblems(doAll(room, entries, ({ id, path }) => restoreFile(room.doc, id, path)));
