import { carry, editsAt, type Point, type Span } from './anchors.ts';
import { assocBeside, type Hunk } from './plan.ts';
import type { KnownChange } from './read-text.ts';

/** Rebases hunks that were planned for one text on the `changes` that others made to it; these stay. */
export function rebase(hunks: readonly Hunk[], changes: readonly KnownChange[]): Hunk[] {
  if (changes.length === 0) return [...hunks];
  let from = 0;
  const delta = changes.flatMap(({ index, remove, insert }) => {
    const retain = index - from;
    from = index + remove;
    return [{ retain }, { insert: insert.length }, { delete: remove }];
  });
  const goesOn = new Set(changes.flatMap((change) => (change.goesOn ? [change.index] : [])));
  return hunks.flatMap((planned) => {
    const hunk = { ...planned, assoc: assocBeside(planned, goesOn.has(planned.index)) };
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
  const edits = editsAt({ point, removal }, hunk.insert);
  return edits.flatMap((edit) => (edit.remove > 0 || edit.insert !== '' ? [{ ...common, ...edit }] : []));
}
