import * as Y from 'yjs';
import * as z from 'zod/mini';
import type { Anchors, Point, Span } from './anchors.ts';
import type { Hunk } from './plan.ts';

const idRangeSchema = z.object({ client: z.number(), clock: z.number(), length: z.number() });
type IdRange = z.infer<typeof idRangeSchema>;

/** A hunk whose places are told by the ids of characters: it means the same on another replica, and after a restart. */
export const lastingHunkSchema = z.object({
  insert: z.string(),
  stick: z.enum(['left', 'right']),
  /** Y.relativePositionToJSON */
  point: z.record(z.string(), z.unknown()),
  removal: z.array(idRangeSchema),
  context: z.array(idRangeSchema),
  orphan: z.optional(z.literal(true)),
});
export type LastingHunk = z.infer<typeof lastingHunkSchema>;

/** Names a hunk's places, which were planned for the text as it is now. */
export function toLasting(text: Y.Text, hunk: Hunk): LastingHunk {
  const assoc = hunk.stick === 'left' ? -1 : 0;
  const point = Y.createRelativePositionFromTypeIndex(text, hunk.index, assoc);
  return {
    insert: hunk.insert,
    stick: hunk.stick,
    point: Y.relativePositionToJSON(point) as Record<string, unknown>,
    removal: idsBetween(text, hunk.index, hunk.index + hunk.remove),
    context: idsBetween(text, hunk.contextStart, hunk.contextEnd),
    ...(hunk.orphan ? { orphan: hunk.orphan } : {}),
  };
}

/** Where the named characters stand now, as far as they still do. */
export function fromLasting(
  anchors: Anchors,
  text: Y.Text,
  { point, stick, removal, context }: Pick<LastingHunk, 'point' | 'stick' | 'removal' | 'context'>,
): { point: Point; removal: Span; context: Span } {
  const index = indexOf(text, Y.createRelativePositionFromJSON(point));
  const spanOf = (ids: readonly IdRange[]): Span => {
    const span = anchors.span(0, 0);
    span.pieces = piecesOf(text, ids);
    return span;
  };
  return { point: anchors.point(index, stick), removal: spanOf(removal), context: spanOf(context) };
}

/** The index just behind the character with this id, also when it is deleted. */
export function indexBehind(text: Y.Text, client: number, clock: number): number {
  return indexOf(text, new Y.RelativePosition(null, null, Y.createID(client, clock), -1));
}

/** Where the characters with these ids stand now: ascending pieces of the text. */
export function piecesOf(text: Y.Text, ids: readonly IdRange[]): Span['pieces'] {
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

function idsBetween(text: Y.Text, start: number, end: number): IdRange[] {
  const ids: IdRange[] = [];
  for (const { item, index } of visible(text)) {
    if (index >= end) break;
    const from = Math.max(start, index);
    const to = Math.min(end, index + item.length);
    if (from >= to) continue;
    ids.push({ client: item.id.client, clock: item.id.clock + from - index, length: to - from });
  }
  return ids;
}

function* visible(text: Y.Text): Generator<{ item: Y.Item; index: number }> {
  let index = 0;
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    yield { item, index };
    index += item.length;
  }
}

function indexOf(text: Y.Text, position: Y.RelativePosition): number {
  if (!text.doc) throw new Error('the text is in no document');
  const place = Y.createAbsolutePositionFromRelativePosition(position, text.doc);
  if (!place) throw new Error('the text does not hold a place that was named in it');
  return place.index;
}
