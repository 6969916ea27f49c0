import * as Y from 'yjs';
import { applyEdits, type TextEdit } from '../shared/text.ts';

/** Marks one's own changes to many files at once; the editor's undo of a file takes back its part too. */
export const roomEdit = Object.freeze({ name: 'room edit' });

/** How many such changes can be taken back whole. */
const kept = 5;
const stacks: Y.UndoManager[] = [];

/**
 * Changes many texts in one transaction, as one's own edit.
 * @param edits of each text, ascending, none touching another; offsets of the text as it is now
 * @returns what takes back this change alone, whatever was written since; false when it is too long ago
 */
export function editTexts(doc: Y.Doc, edits: ReadonlyMap<Y.Text, readonly TextEdit[]>): () => boolean {
  // Yjs has no stack of nothing.
  if (edits.size === 0) return () => true;
  const stack = new Y.UndoManager([...edits.keys()], {
    trackedOrigins: new Set([roomEdit]),
    captureTimeout: 0,
  });
  doc.transact(() => {
    for (const [text, own] of edits) applyEdits(text, own);
  }, roomEdit);
  // What is changed later in this way is another's to take back.
  stack.removeTrackedOrigin(roomEdit);
  stacks.push(stack);
  if (stacks.length > kept) stacks.shift()?.destroy();
  return () => {
    if (!stacks.includes(stack)) return false;
    stack.undo();
    return true;
  };
}
