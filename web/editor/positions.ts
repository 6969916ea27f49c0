import * as Y from 'yjs';
import type { Presence } from '../../shared/presence.ts';

/** A selection for presence, as relative positions that move with the text. Offsets are UTF-16 units. */
export function selectionAt(text: Y.Text, anchor: number, head: number): NonNullable<Presence['selection']> {
  const relative = (offset: number): Record<string, unknown> =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, offset)) as Record<string, unknown>;
  return { anchor: relative(anchor), head: relative(head) };
}

/**
 * Where a peer's selection is in this replica now.
 * @returns undefined when it lies in text that has not arrived or in another file, or is malformed
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
    // A peer may send any object; Yjs throws on a malformed position and on unknown ids.
    return undefined;
  }
}

/** Where to put the cursor after an undo: after the first inserted text, or where the first text was deleted. */
export function endOfFirstChange(event: Y.YTextEvent): number {
  let index = 0;
  for (const { retain, insert } of event.delta) {
    if (retain !== undefined) index += retain;
    else return index + (typeof insert === 'string' ? insert.length : 0);
  }
  return index;
}
