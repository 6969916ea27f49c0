/**
 * Makes the text of a field this one as if it had been typed: the browser's undo knows nothing of a value that a script
 * sets, and would put what it knows into the wrong places.
 */
export function writeNatively(field: HTMLInputElement, text: string): void {
  const before = field.value;
  if (before === text) return;
  const { start, end, inserted } = replacement(before, text);
  field.setSelectionRange(start, end);
  const isFocused = document.activeElement === field;
  // Deprecated, and the only way to the undo that is the browser's own.
  if (
    isFocused &&
    (inserted === '' ? document.execCommand('delete') : document.execCommand('insertText', false, inserted))
  )
    return;
  field.value = text;
}

/** The one stretch that makes `before` into `after`. */
export function replacement(before: string, after: string): { start: number; end: number; inserted: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { start, end: before.length - tail, inserted: after.slice(start, after.length - tail) };
}
