import * as Y from 'yjs';
import { itemsOf } from '../../../shared/yjs-internals.ts';
import type { IdRange } from '../text/id-range.ts';
import { PlacedPieces } from './pieces.ts';

/** Consecutive characters as a plan leaves them. The text after it does not have the `hidden` ones. */
export interface TextRun extends IdRange {
  text: string;
  change?: 'hidden' | 'shown';
  /** The part of the turn that changes them. */
  part?: string;
}

/** A piece that a plan hides or shows. */
interface PlannedPiece {
  at: IdRange;
  part: string;
}

/** What a text will be once some characters are hidden and others shown; changes nothing. */
export function textAfter(
  text: Y.Text,
  plan: { hide: readonly PlannedPiece[]; show: readonly PlannedPiece[] },
): { text: string; runs: TextRun[] } {
  const placed = new PlacedPieces([
    ...plan.hide.map(({ at, part }) => ({ at, part, change: 'hidden' as const })),
    ...plan.show.map(({ at, part }) => ({ at, part, change: 'shown' as const })),
  ]);
  const runs: TextRun[] = [];
  for (const item of itemsOf(text)) {
    const { content } = item;
    if (!(content instanceof Y.ContentString)) continue;
    for (const { piece, ...run } of placed.stretchesOf(item, content.str)) {
      if (item.deleted && piece?.change !== 'shown') continue;
      runs.push(piece ? { ...run, change: piece.change, part: piece.part } : run);
    }
  }
  return { text: runs.map((run) => (run.change === 'hidden' ? '' : run.text)).join(''), runs };
}
