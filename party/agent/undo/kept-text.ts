import * as Y from 'yjs';
import { agentLimits } from '../../../shared/limits.ts';
import type { IdRange } from '../text/id-range.ts';
import { IdSet } from './id-set.ts';
import { itemsIn } from './record-turn.ts';
import type { TurnLedger } from './turn-ledger.ts';

/**
 * The ids whose text undo and redo may show again, even if it is deleted now: what the newest turns wrote and deleted,
 * each character where it is now. A turn is kept whole or not at all, the newest in any case.
 * @param maxLength of the deleted text among them, in UTF-16 units
 */
export function keptText(
  doc: Y.Doc,
  ledger: TurnLedger,
  maxLength: number = agentLimits.undoTextLength,
): IdSet {
  const kept = new IdSet();
  let length = 0;
  const turns = [...ledger.turns.values()].toReversed();
  const [newest] = turns;
  for (const turn of turns) {
    const { inserted, deleted } = turn;
    const ranges = [...inserted, ...deleted].flatMap((range) =>
      ledger.lineage.newest(range).map(({ at }) => at),
    );
    length += ranges.reduce((sum, range) => sum + deletedLength(doc, range, kept), 0);
    if (length > maxLength && turn !== newest) break;
    for (const range of ranges) kept.add(range);
  }
  return kept;
}

/** How much deleted text there is in a range, apart from what is kept anyway. */
function deletedLength(doc: Y.Doc, range: IdRange, kept: IdSet): number {
  return itemsIn(doc, range).reduce((sum, { item, client, clock, length }) => {
    const counts = item.deleted && item.content instanceof Y.ContentString && !kept.has(client, clock);
    return counts ? sum + length : sum;
  }, 0);
}
