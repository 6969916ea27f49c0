import type { TextEdit } from '../../../shared/text.ts';
import { carry, type Point, type Span } from './anchors.ts';
import type { Hunk } from './plan.ts';

/** Rebases hunks that were planned for one text on the `changes` that others made to it; these stay. */
export function rebase(hunks: readonly Hunk[], changes: readonly TextEdit[]): Hunk[] {
  if (changes.length === 0) return [...hunks];
  let from = 0;
  const delta = changes.flatMap(({ index, remove, insert }) => {
    const retain = index - from;
    from = index + remove;
    return [{ retain }, { insert: insert.length }, { delete: remove }];
  });
  return hunks.flatMap((hunk) => {
    const point: Point = { index: hunk.index, assoc: hunk.assoc };
    const removal: Span = { pieces: [{ start: hunk.index, end: hunk.index + hunk.remove }] };
    const context: Span = { pieces: [{ start: hunk.contextStart, end: hunk.contextEnd }] };
    if (hunk.remove === 0) removal.pieces = [];
    carry(delta, [point], [removal, context]);
    return rebased(hunk, point, removal, context);
  });
}

/** One hunk on the new text: the insertion, and a removal for each piece of the old text that is still there. */
function rebased(hunk: Hunk, point: Point, removal: Span, context: Span): Hunk[] {
  const contextStart = context.pieces[0]?.start ?? point.index;
  const contextEnd = context.pieces.at(-1)?.end ?? point.index;
  const orphan = context.pieces.length === 0 && hunk.contextEnd > hunk.contextStart;
  const common = { contextStart, contextEnd, assoc: hunk.assoc, ...(orphan ? { orphan } : {}) };
  const [first, ...others] = removal.pieces;
  const joined = first !== undefined && first.start === point.index;
  const out: Hunk[] = [];
  if (hunk.insert !== '' || joined) {
    const remove = joined ? first.end - first.start : 0;
    out.push({ ...common, index: point.index, remove, insert: hunk.insert });
  }
  const rest = first !== undefined && !joined ? [first, ...others] : others;
  for (const { start, end } of rest) out.push({ ...common, index: start, remove: end - start, insert: '' });
  return out;
}
