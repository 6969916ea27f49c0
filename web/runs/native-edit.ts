/**
 * Sets the text of a field as if it had been typed. The browser's undo does not know a value that a script sets, and
 * would then apply its own steps in the wrong places.
 */
export function writeNatively(field: HTMLInputElement, text: string): void {
  const before = field.value;
  if (before === text) return;
  const { start, end, inserted } = replacement(before, text);
  field.setSelectionRange(start, end);
  const isFocused = document.activeElement === field;
  // Deprecated, but the only way to add to the browser's own undo.
  if (
    isFocused &&
    (inserted === '' ? document.execCommand('delete') : document.execCommand('insertText', false, inserted))
  )
    return;
  field.value = text;
}

/** The smallest single replacement that turns `before` into `after`. */
export function replacement(before: string, after: string): { start: number; end: number; inserted: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { start, end: before.length - tail, inserted: after.slice(start, after.length - tail) };
}
