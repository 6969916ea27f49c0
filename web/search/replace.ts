import type * as Y from 'yjs';
import { textOf } from '../../shared/doc.ts';
import { roomLimits } from '../../shared/limits.ts';
import { cleanText, plainText, type TextEdit } from '../../shared/text.ts';
import { smallestDiff } from '../../shared/text-diff.ts';
import { editTexts } from '../room/room-edit.ts';
import type { FoundFile } from './messages.ts';

export interface Replaced {
  matches: number;
  files: number;
  /** Paths of skipped files, whose text has changed since the search or would become too large. */
  skipped: string[];
  undo: () => boolean;
}

/**
 * Replaces the matches with the smallest possible edits. A file whose text has changed since the search is skipped, so
 * that nothing newer is overwritten.
 */
export function replaceMatches(doc: Y.Doc, found: readonly FoundFile[]): Replaced {
  const edits = new Map<Y.Text, TextEdit[]>();
  const skipped: string[] = [];
  let matches = 0;
  for (const file of found) {
    const text = textOf(doc, file.id);
    const own = file.matches.flatMap(({ index, hit, replacement }) =>
      smallestDiff(hit, cleanText(replacement)).map((edit) => ({ ...edit, index: edit.index + index })),
    );
    const growth = own.reduce((sum, edit) => sum + edit.insert.length * 3 - edit.remove, 0);
    const fits = text !== undefined && (growth <= 0 || text.length + growth <= roomLimits.maxFileBytes);
    if (!text || !fits || plainText(text) !== file.text) {
      skipped.push(file.path);
      continue;
    }
    matches += file.matches.length;
    if (own.length > 0) edits.set(text, own);
  }
  return { matches, files: found.length - skipped.length, skipped, undo: editTexts(doc, edits) };
}
