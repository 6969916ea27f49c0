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
import { pluralize } from '../ui/pluralize.ts';
import { filesUnder, folderOf, joinPath, type TreeRow } from './tree.ts';

/** The result, or a sentence that says which of the room’s rules prevented it. */
export type Outcome<T> = { done: T } | { problem: string };

export function attempt<T>(act: () => T): Outcome<T> {
  try {
    return { done: act() };
  } catch (error) {
    if (error instanceof TandemError) return { problem: error.message };
    throw error;
  }
}

export const addFile = (room: Room, path: string): Outcome<string> =>
  attempt(() => createFile(room.doc, path, '', null, newUlid(serverNow())));

/** The files that rows stand for: themselves, or all in the folder. */
export const entriesOf = (room: Pick<Room, 'files'>, rows: readonly TreeRow[]): FileEntry[] =>
  rows.flatMap((row) =>
    row.kind === 'file' ? { id: row.key, path: row.path } : filesUnder(room.files(), row.path),
  );

/** Gives each file, or all files of a folder, a new path: all of them or none, in one change. */
function moveRows(room: Room, moves: readonly { row: TreeRow; path: string }[]): Outcome<void> {
  return attempt(() => {
    const done: FileEntry[] = [];
    room.doc.transact(() => {
      try {
        for (const { row, path } of moves) {
          for (const entry of entriesOf(room, [row])) {
            renameFile(room.doc, entry.id, path + entry.path.slice(row.path.length));
            done.push(entry);
          }
        }
      } catch (error) {
        for (const entry of done.reverse()) renameFile(room.doc, entry.id, entry.path);
        throw error;
      }
    });
  });
}

/** Renames a file or folder. @returns why it failed */
export function renameRow(room: Room, row: TreeRow, path: string): string | undefined {
  const before = listFiles(room.doc);
  const outcome = moveRows(room, [{ row, path }]);
  if ('problem' in outcome) return outcome.problem;
  // The new name is in sight; what happened in other files is not.
  void finishMove(room, before, `Renamed ${row.name}.`, false);
  return undefined;
}

/** Moves files and whole folders into another folder (empty: the root), and offers to undo that. */
export function moveInto(room: Room, rows: readonly TreeRow[], folder: string): void {
  const moving = rows.filter((row) => folderOf(row.path) !== folder);
  const [first] = moving;
  if (!first) return;
  if (moving.some((row) => row.kind === 'folder' && `${folder}/`.startsWith(`${row.path}/`))) {
    showToast('A folder cannot be moved into itself.');
    return;
  }
  const before = listFiles(room.doc);
  const count = entriesOf(room, moving).length;
  const outcome = moveRows(
    room,
    moving.map((row) => ({ row, path: joinPath(folder, row.name) })),
  );
  if ('problem' in outcome) {
    showToast(outcome.problem);
    return;
  }
  const what = moving.length === 1 ? first.name : pluralize(count, 'file', 'files');
  const target = folder === '' ? 'to the top level' : `to ${folder}`;
  void finishMove(room, before, `Moved ${what} ${target}.`, true);
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

/** Deletes files and folders in one change, and offers to undo that, including the tab of the one in front. */
export function removeRows(room: Room, rows: readonly TreeRow[], files: OpenFiles): void {
  const entries = entriesOf(room, rows);
  const front = entries.find(({ id }) => id === files.active()?.id);
  for (const entry of entries) files.close(entry.id);
  room.doc.transact(() => {
    for (const entry of entries) deleteFile(room.doc, entry.id, null, serverNow());
  });
  const undo = (): void => {
    restoreFiles(room, entries);
    if (front && pathOf(room.doc, front.id) !== undefined) files.open(front.id);
  };
  offerUndo(room, `Deleted ${describeRows(rows, entries.length)}.`, { label: 'Undo', act: undo });
}

/** `a.ts`, `src and the 3 files in it`, or `5 files`. */
function describeRows(rows: readonly TreeRow[], files: number): string {
  const [first] = rows;
  if (rows.length > 1 || !first) return pluralize(files, 'file', 'files');
  return first.kind === 'file'
    ? first.name
    : `${first.name} and the ${pluralize(files, 'file', 'files')} in it`;
}

export const restoreFiles = (room: Room, entries: readonly FileEntry[]): void =>
  showProblems(doAll(room, entries, ({ id, path }) => restoreFile(room.doc, id, path)));
