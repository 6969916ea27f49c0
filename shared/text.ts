import type * as Y from 'yjs';

/** One replacement: at `index` (UTF-16 units of the old text), `insert` replaces `remove` units. */
export interface TextEdit {
  index: number;
  remove: number;
  insert: string;
}

/** Text as a room stores it: LF only, no lone surrogates (half an emoji would never converge). */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').toWellFormed();
}

/** Stands for an embedded object, which has a length of one. */
const objectReplacement = '\ufffc';

/**
 * The characters of a text, each at its index. In rooms older than the rule against it, a stock client may have
 * embedded a picture or the like: it occupies one index, and leaving it out would shift every edit after it.
 */
export function plainText(text: Y.Text): string {
  const characters = text.toJSON();
  if (characters.length === text.length) return characters;
  const parts: { insert?: unknown }[] = text.toDelta();
  return parts.map(({ insert }) => (typeof insert === 'string' ? insert : objectReplacement)).join('');
}

/**
 * Applies edits in ascending order within the open transaction. What is inserted comes right behind the character before
 * it, in front of what it replaces and of deleted text: so it stays between what people type at the end of the word before
 * and at the end of the replaced one. `Y.Text.insert` puts it before or behind deleted text, as its cache happens to be.
 */
export function applyEdits(text: Y.Text, edits: readonly TextEdit[]): void {
  let from = 0;
  const delta = edits.flatMap(({ index, remove, insert }) => {
    const retain = index - from;
    from = index + remove;
    return [{ retain }, { insert }, { delete: remove }];
  });
  text.applyDelta(delta.filter((op) => Object.values(op).every((value) => value !== 0)));
}
