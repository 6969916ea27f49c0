import * as Y from 'yjs';
import { textOf } from '../../../shared/doc.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';
import type { IdRange } from '../text/id-range.ts';
import { IdSet } from './id-set.ts';
import { type PartPiece, piecesOf, PlacedPieces } from './pieces.ts';
import { netChange } from './plan-undo.ts';
import type { TurnLedger } from './turn-ledger.ts';
import type { NewPart, TurnRecord } from './turn-record.ts';

/**
 * Splits what a turn wrote into the parts that people keep or undo by themselves: changes in neighbouring lines are one
 * part, an unchanged line separates two. A file's new path is a part of its own; a file that the turn created or deleted
 * is a single part, with its text.
 *
 * Called once, when the turn has ended: later, when others have written in between, the parts stay what they were.
 */
export function splitTurn(doc: Y.Doc, ledger: TurnLedger, turn: TurnRecord): NewPart[] {
  const ids = new IdSet([...turn.inserted, ...turn.deleted]);
  const byFile = Map.groupBy(piecesOf([{ id: '', ids }], { doc, ledger }), ({ file }) => file);
  const files = new Set([...turn.paths.map(({ file }) => file), ...byFile.keys()]);
  return [...files].flatMap((file): NewPart[] => {
    const pieces = byFile.get(file) ?? [];
    const move = netChange(turn, file);
    const isMoved = move !== undefined && move.before !== move.after;
    const path = { id: `${file}:path`, file, kind: 'moved' as const };
    if (isMoved && (move.before === null || move.after === null)) return [{ ...path, ids: idsOf(pieces) }];
    const hunks = hunksOf(textOf(doc, file), pieces).map((hunk): NewPart => ({
      id: `${file}:${hunk[0]?.first.client}.${hunk[0]?.first.clock}`,
      file,
      kind: 'text',
      ids: idsOf(hunk),
    }));
    return isMoved ? [...hunks, { ...path, ids: [] }] : hunks;
  });
}

const idsOf = (pieces: readonly PartPiece[]): IdRange[] => [...new IdSet(pieces.map(({ first }) => first))];

/** The pieces from the top of the text down, in groups with at least one whole unchanged line between them. */
function hunksOf(file: Y.Text | undefined, pieces: readonly PartPiece[]): PartPiece[][] {
  if (!file) return [];
  const placed = new PlacedPieces(pieces);
  const hunks: PartPiece[][] = [];
  /** Line ends in the unchanged text since the last piece. */
  let lineEnds = 0;
  let endsLine = true;
  for (const item of itemsOf(file)) {
    const { content } = item;
    if (!(content instanceof Y.ContentString || content instanceof Y.ContentDeleted)) continue;
    const text = content instanceof Y.ContentString ? content.str : '';
    for (const stretch of placed.stretchesOf(item, text)) {
      if (stretch.piece === undefined) {
        if (!item.deleted) lineEnds += stretch.text.split('\n').length - 1;
        continue;
      }
      const last = hunks.at(-1);
      const unchangedLines = lineEnds - (endsLine ? 0 : 1) + (stretch.text.startsWith('\n') ? 1 : 0);
      if (last === undefined || unchangedLines >= 1) hunks.push([stretch.piece]);
      else last.push(stretch.piece);
      lineEnds = 0;
      endsLine = stretch.text.endsWith('\n');
    }
  }
  return hunks;
}
