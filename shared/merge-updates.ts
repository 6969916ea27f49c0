import * as Y from 'yjs';

/**
 * `mergeUpdates` sorts all its updates again for each struct: its time grows with the square of their number.
 */
const atOnce = 8;

/** Merges updates into one. @throws when there are none. */
export function mergeAll(updates: readonly Uint8Array[]): Uint8Array {
  const [first] = updates;
  if (!first) throw new Error('there is nothing to merge');
  if (updates.length === 1) return first;
  const merged: Uint8Array[] = [];
  for (let at = 0; at < updates.length; at += atOnce)
    merged.push(Y.mergeUpdates(updates.slice(at, at + atOnce)));
  return mergeAll(merged);
}
