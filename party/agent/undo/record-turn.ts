import * as Y from 'yjs';
import { isFileText, pathsChangedIn } from '../../../shared/doc.ts';
import type { IdRange } from '../text/id-range.ts';
import { IdSet } from './id-set.ts';
import type { TurnLedger } from './turn-ledger.ts';
import type { TurnRequest } from './turn-record.ts';
import { structsFrom } from '../../../shared/yjs-internals.ts';

/**
 * Records what a turn's transaction wrote under the document's client id; called before anyone can see it. Each typed chunk
 * is one, so it costs what changed, not what the room holds. @param asked what to store with the turn's first write
 */
export function recordTurn(
  ledger: TurnLedger,
  id: string,
  transaction: Y.Transaction,
  { nowMs, asked }: { nowMs: number; asked: () => TurnRequest | undefined },
): void {
  const { doc, beforeState, afterState, deleteSet } = transaction;
  const client = doc.clientID;
  const clock = beforeState.get(client) ?? 0;
  const inserted = textIn(doc, { client, clock, length: (afterState.get(client) ?? 0) - clock });
  const deleted = [...deleteSet.clients].flatMap(([of, ranges]) =>
    ranges.flatMap(({ clock: from, len }) => textIn(doc, { client: of, clock: from, length: len })),
  );
  const paths = pathsChangedIn(transaction);
  if (inserted.length + deleted.length + paths.length === 0 || ledger.unreadable.has(id)) return;
  const turn = ledger.turns.get(id) ?? ledger.open({ id, at: nowMs, stateBefore: beforeState }, asked());
  for (const range of new IdSet(inserted)) ledger.addText(turn, 'insert', range);
  for (const range of new IdSet(deleted)) {
    for (const first of ledger.lineage.first(range)) ledger.addText(turn, 'delete', first);
  }
  for (const change of paths) ledger.addPath(turn, change);
}

/** The parts of a range that are text in files. */
function textIn(doc: Y.Doc, range: IdRange): IdRange[] {
  return itemsIn(doc, range).flatMap(({ item, ...part }) =>
    item.content instanceof Y.ContentString && item.parent instanceof Y.Text && isFileText(doc, item.parent)
      ? [part]
      : [],
  );
}

/** The items of a range, each with the part of the range that it holds. */
export function itemsIn(doc: Y.Doc, { client, clock, length }: IdRange): (IdRange & { item: Y.Item })[] {
  const out: (IdRange & { item: Y.Item })[] = [];
  const end = clock + length;
  for (const item of structsFrom(doc, client, clock, end)) {
    if (!(item instanceof Y.Item)) continue;
    const from = Math.max(clock, item.id.clock);
    const to = Math.min(end, item.id.clock + item.length);
    out.push({ client, clock: from, length: to - from, item });
  }
  return out;
}
