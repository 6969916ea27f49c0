import { type FileEntry, listFiles, pathOf, renameFile } from '../../../shared/doc.ts';
import { offerUndo } from '../../room/offer-undo.ts';
import type { Room } from '../../room/room.ts';
import { pluralize } from '../../ui/pluralize.ts';
import { doAll, showProblems } from '../file-actions.ts';
import { updateImports, type UpdatedImports } from './update-imports.ts';

/** See `finishMove` in `file-actions.ts`. */
export function finish(room: Room, before: readonly FileEntry[], text: string, always: boolean): void {
  const after = new Map(listFiles(room.doc).map(({ id, path }) => [id, path]));
  const moved = before.filter(({ id, path }) => after.has(id) && after.get(id) !== path);
  const imports = updateImports(room.doc, before);
  if (imports.files === 0 && !always) return;
  const updated =
    imports.files === 0 ? '' : ` Updated imports in ${pluralize(imports.files, 'file', 'files')}.`;
  offerUndo(room, text + updated, { label: 'Undo', act: () => moveBack(room, moved, imports) });
}

function moveBack(room: Room, moved: readonly FileEntry[], imports: UpdatedImports): void {
  const now = listFiles(room.doc);
  const inRoom = moved.filter(({ id }) => pathOf(room.doc, id) !== undefined);
  const problems = doAll(room, inRoom, ({ id, path }) => renameFile(room.doc, id, path));
  showProblems(problems);
  // What could not be moved back keeps its imports; and many changes later, the edit cannot be undone as such.
  if (problems.length > 0 || inRoom.length < moved.length || !imports.undo()) updateImports(room.doc, now);
}
