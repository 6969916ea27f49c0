import type * as Y from 'yjs';
import { contentOf, type FileEntry, listFiles, textOf } from '../../../shared/doc.ts';
import { editTexts } from '../../room/room-edit.ts';
import { importEdits } from './import-edits.ts';

export interface UpdatedImports {
  /** How many files were changed. */
  files: number;
  /** As {@link editTexts}. */
  undo: () => boolean;
}

/**
 * Updates the imports that a move would break, in all files, as one's own edit.
 * @param before the room's files before the move
 */
export function updateImports(doc: Y.Doc, before: readonly FileEntry[]): UpdatedImports {
  const paths = new Map(listFiles(doc).map(({ id, path }) => [id, path]));
  const moved = new Map<string, string>();
  for (const { id, path } of before) {
    const now = paths.get(id);
    if (now !== undefined && now !== path) moved.set(id, now);
  }
  const present = before.filter(({ id }) => paths.has(id));
  const files = present.map(({ id, path }) => ({ id, path, text: contentOf(doc, id) }));
  const edits = importEdits(files, moved);
  const texts = [...edits].flatMap(([id, own]) => {
    const text = textOf(doc, id);
    return text ? [[text, own] as const] : [];
  });
  return { files: texts.length, undo: editTexts(doc, new Map(texts)) };
}
