import * as Y from 'yjs';
import { applyEdits, type TextEdit } from '../../shared/text.ts';

/** Transaction origin of one's own changes to many files at once. Each file's undo in the editor covers its part. */
export const roomEdit = Object.freeze({ name: 'room edit' });

/** How many such changes can be undone as a whole. */
const maxStacks = 5;
const stacks: Y.UndoManager[] = [];

/**
 * Changes many texts in one transaction, as one's own edit.
 * @param edits per text, ascending and not touching each other; offsets refer to the current text
 * @returns undoes this change alone, whatever was written since; returns false when the change is too old
 */
export function editTexts(doc: Y.Doc, edits: ReadonlyMap<Y.Text, readonly TextEdit[]>): () => boolean {
  // Y.UndoManager needs at least one type.
  if (edits.size === 0) return () => true;
  const stack = new Y.UndoManager([...edits.keys()], {
    trackedOrigins: new Set([roomEdit]),
    captureTimeout: 0,
  });
  doc.transact(() => {
    for (const [text, own] of edits) applyEdits(text, own);
  }, roomEdit);
  // Later changes of this kind belong to their own undo managers.
  stack.removeTrackedOrigin(roomEdit);
  stacks.push(stack);
  if (stacks.length > maxStacks) stacks.shift()?.destroy();
  return () => {
    if (!stacks.includes(stack)) return false;
    stack.undo();
    return true;
  };
}
