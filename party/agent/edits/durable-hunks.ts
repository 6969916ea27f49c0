import * as Y from 'yjs';
import * as z from 'zod/mini';
import { type IdRange, idRangeSchema } from '../text/id-range.ts';
import type { Anchors, Point, Span } from './anchors.ts';
import { assocBeside, type Hunk } from './plan.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';

/**
 * A hunk whose places are given by the ids of characters: it means the same on another replica, and after a
 * restart.
 */
export const durableHunkSchema = z.object({
  insert: z.string(),
  assoc: z.union([z.literal(-1), z.literal(0)]),
  /** Y.relativePositionToJSON */
  point: z.record(z.string(), z.unknown()),
  removal: z.array(idRangeSchema),
  context: z.array(idRangeSchema),
  orphan: z.optional(z.literal(true)),
});
export type DurableHunk = z.infer<typeof durableHunkSchema>;

/** The hunks with the neighbours that their insertions stick to where someone is typing: see {@link assocBeside}. */
export function besideTypists(text: Y.Text, hunks: readonly Hunk[]): Hunk[] {
  /** Where what someone wrote last ends. Who began a new line is to have it below what is inserted. */
  const ends = new Set<number>();
  for (const { item, index } of visible(text)) {
    const { client, clock } = item.lastId;
    const isLast = text.doc !== null && Y.getState(text.doc.store, client) === clock + 1;
    if (isLast && !endsLine(item)) ends.add(index + item.length);
  }
  return hunks.map((hunk) => ({ ...hunk, assoc: assocBeside(hunk, ends.has(hunk.index)) }));
}

const endsLine = ({ content }: Y.Item): boolean =>
  content instanceof Y.ContentString && content.str.endsWith('\n');

/** Converts hunks that were planned for the text as it is now. The text is walked once for all of them. */
export function toDurable(text: Y.Text, hunks: readonly Hunk[]): DurableHunk[] {
  const items = [...visible(text)];
  return hunks.map((hunk) => ({
    insert: hunk.insert,
    assoc: hunk.assoc,
    point: Y.relativePositionToJSON(positionAt(text, items, hunk)) as Record<string, unknown>,
    removal: idsBetween(items, hunk.index, hunk.index + hunk.remove),
    context: idsBetween(items, hunk.contextStart, hunk.contextEnd),
    ...(hunk.orphan ? { orphan: hunk.orphan } : {}),
  }));
}

/** Finds the places of a hunk in the text as it is now: of its characters, those that are still there. */
export function fromDurable(
  anchors: Anchors,
  text: Y.Text,
  { point, assoc, removal, context }: Pick<DurableHunk, 'point' | 'assoc' | 'removal' | 'context'>,
): { point: Point; removal: Span; context: Span } {
  const index = indexOf(text, Y.createRelativePositionFromJSON(point));
  const spanOf = (ids: readonly IdRange[]): Span => {
    const span = anchors.span(0, 0);
    span.pieces = placesOf(text, ids);
    return span;
  };
  return { point: anchors.point(index, assoc), removal: spanOf(removal), context: spanOf(context) };
}

/** The index just after the character with this id, even when it is deleted. */
export function indexAfter(text: Y.Text, client: number, clock: number): number {
  return indexOf(text, new Y.RelativePosition(null, null, Y.createID(client, clock), -1));
}

/** Where the characters with these ids are now: ascending pieces of the text. */
export function placesOf(text: Y.Text, ids: readonly IdRange[]): Span['pieces'] {
  const pieces: Span['pieces'] = [];
  for (const { item, index } of visible(text)) {
    const { client, clock } = item.id;
    for (const range of ids) {
      if (range.client !== client) continue;
      const from = Math.max(range.clock, clock) - clock;
      const to = Math.min(range.clock + range.length, clock + item.length) - clock;
      if (from < to) pieces.push({ start: index + from, end: index + to });
    }
  }
  return pieces.sort((a, b) => a.start - b.start);
}

interface VisibleItem {
  item: Y.Item;
  index: number;
}

/** Like Y.createRelativePositionFromTypeIndex, but without another walk over the text. */
function positionAt(text: Y.Text, items: readonly VisibleItem[], { index, assoc }: Hunk): Y.RelativePosition {
  const [id] = idsBetween(items, index + assoc, index + assoc + 1);
  if (!id) return Y.createRelativePositionFromTypeIndex(text, index, assoc);
  return new Y.RelativePosition(null, null, Y.createID(id.client, id.clock), assoc);
}

function idsBetween(items: readonly VisibleItem[], start: number, end: number): IdRange[] {
  const ids: IdRange[] = [];
  for (let i = Math.max(0, itemAt(items, start)); i < items.length; i++) {
    const found = items[i];
    if (!found || found.index >= end) break;
    const { item, index } = found;
    const from = Math.max(start, index);
    const to = Math.min(end, index + item.length);
    if (from >= to) continue;
    ids.push({ client: item.id.client, clock: item.id.clock + from - index, length: to - from });
  }
  return ids;
}

/** The position in `items` of the last one that begins at or before `index`; −1 for none. */
function itemAt(items: readonly VisibleItem[], index: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.index ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function* visible(text: Y.Text): Generator<VisibleItem> {
  let index = 0;
  for (const item of itemsOf(text)) {
    if (item.deleted || !item.countable) continue;
    yield { item, index };
    index += item.length;
  }
}

function indexOf(text: Y.Text, position: Y.RelativePosition): number {
  if (!text.doc) throw new Error('the text is in no document');
  const place = Y.createAbsolutePositionFromRelativePosition(position, text.doc);
  if (!place) throw new Error('the position is not in this text');
  return place.index;
}
