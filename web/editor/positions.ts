import * as Y from 'yjs';
import type { Presence } from '../../shared/presence.ts';

/** A selection as places in the text that move with it, ready for presence. Offsets are UTF-16 units. */
export function selectionAt(text: Y.Text, anchor: number, head: number): NonNullable<Presence['selection']> {
  const relative = (offset: number): Record<string, unknown> =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, offset)) as Record<string, unknown>;
  return { anchor: relative(anchor), head: relative(head) };
}

/**
 * Where a peer's selection is in this replica now.
 * @returns undefined when it cannot be said: it lies in text that has not arrived, in another file, or in nothing at all
 */
export function offsetsOf(
  text: Y.Text,
  selection: NonNullable<Presence['selection']>,
): { anchor: number; head: number } | undefined {
  const anchor = offsetOf(text, selection.anchor);
  const head = offsetOf(text, selection.head);
  return anchor === undefined || head === undefined ? undefined : { anchor, head };
}

function offsetOf(text: Y.Text, json: Record<string, unknown>): number | undefined {
  const { doc } = text;
  if (!doc) return undefined;
  try {
    const position = Y.createAbsolutePositionFromRelativePosition(
      Y.createRelativePositionFromJSON(json),
      doc,
    );
    return position?.type === text ? position.index : undefined;
  } catch {
    // A peer may send any object; Yjs throws at what is no position, and at ids it has not seen.
    return undefined;
  }
}

/** Where the cursor belongs after an undo: behind the first text that came, or where the first went. */
export function endOfFirstChange(event: Y.YTextEvent): number {
  let index = 0;
  for (const { retain, insert } of event.delta) {
    if (retain !== undefined) index += retain;
    else return index + (typeof insert === 'string' ? insert.length : 0);
  }
  return index;
}
