import type * as Y from 'yjs';
import {
  claimPath,
  claimedPath,
  contentOf,
  createFile,
  deleteFile,
  type FileEntry,
  listFiles,
  textOf,
} from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { growthTo, makeRoom } from '../../../shared/room-size.ts';
import { normalizePath } from '../../../shared/paths.ts';
import { applyEdits, plainText, smallestDiff } from '../../../shared/text.ts';

/**
 * Makes files as they were in `old`, an earlier version of the document, in the transaction that is open: texts by the
 * smallest edits, paths by their claims. What was not there goes to the trash.
 * @param paths the files meant, as they were called or are; without it all
 * @throws TandemError `not_found` for a path that is in neither, `bad_request` for one that is none, `too_large` when the
 *   room is full; nothing is changed then
 */
export function restoreFiles(doc: Y.Doc, old: Y.Doc, paths?: readonly string[]): void {
  const then = listFiles(old);
  const now = listFiles(doc);
  const meant = paths && idsOf(paths.map(normalizePath), [then, now]);
  const isMeant = ({ id }: FileEntry): boolean => meant?.has(id) ?? true;
  const kept = new Set(then.map(({ id }) => id));
  const ids = then.filter(isMeant).map(({ id }) => id);
  makeRoom(doc, growthTo(doc, old, ids), kept);
  for (const file of now) if (isMeant(file) && !kept.has(file.id)) deleteFile(doc, file.id);
  for (const id of ids) {
    const before = contentOf(old, id);
    const text = textOf(doc, id);
    // By a name that nobody has: the one it gets below may be another's at this moment.
    if (!text) createFile(doc, id, before, null, id);
    else applyEdits(text, smallestDiff(plainText(text), before));
    // Unchecked: files may have changed places, and one that is not meant may stand there, which is numbered or numbers this.
    if (claimedPath(doc, id) !== claimedPath(old, id)) claimPath(doc, id, claimedPath(old, id));
  }
}

function idsOf(paths: readonly string[], lists: readonly FileEntry[][]): Set<string> {
  const files = lists.flat();
  return new Set(
    paths.flatMap((path) => {
      const ids = files.flatMap((file) => (file.path === path ? [file.id] : []));
      if (ids.length > 0) return ids;
      throw new TandemError('not_found', `There is no file “${path}”, neither in that version nor now.`);
    }),
  );
}
