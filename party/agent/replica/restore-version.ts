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
import { growthTo, freeSpace } from '../../../shared/room-size.ts';
import { normalizePath } from '../../../shared/paths.ts';
import { applyEdits, plainText } from '../../../shared/text.ts';
import { smallestDiff } from '../../../shared/text-diff.ts';

/**
 * Restores files as they were in `old`, an earlier version of the document, within the open transaction:
 * texts by the smallest edits, paths by claiming them again. Files that did not exist then go to the trash.
 * @param paths the files to restore, by their path then or now; without it all
 * @throws TandemError `not_found` for a path that exists neither then nor now, `bad_request` for an invalid
 *   one, `too_large` when the room is full; then nothing is changed
 */
export function restoreFiles(doc: Y.Doc, old: Y.Doc, paths?: readonly string[]): void {
  const then = listFiles(old);
  const now = listFiles(doc);
  const selected = paths && idsOf(paths.map(normalizePath), [then, now]);
  const isSelected = ({ id }: FileEntry): boolean => selected?.has(id) ?? true;
  const existedThen = new Set(then.map(({ id }) => id));
  const ids = then.filter(isSelected).map(({ id }) => id);
  freeSpace(doc, growthTo(doc, old, ids), existedThen);
  for (const file of now) if (isSelected(file) && !existedThen.has(file.id)) deleteFile(doc, file.id);
  for (const id of ids) {
    const before = contentOf(old, id);
    const text = textOf(doc, id);
    // Created with its id as a path, which nobody else has: the path it gets below may still be taken.
    if (!text) createFile(doc, id, before, null, id);
    else applyEdits(text, smallestDiff(plainText(text), before));
    // Without a check: files may have swapped paths. When another file has this one, one of the two gets a
    // number.
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
