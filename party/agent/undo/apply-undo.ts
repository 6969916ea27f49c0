import * as Y from 'yjs';
import { claimPath, textOf } from '../../../shared/doc.ts';
import type { IdRange } from '../text/id-range.ts';
import type { User } from '../../../shared/roles.ts';
import type { TurnLedger } from './turn-ledger.ts';
import type { PartsToggle, UndoPlan } from './plan-undo.ts';
import { forgetPositions, insertBefore } from '../../../shared/yjs-internals.ts';

/**
 * Applies a plan within the open transaction, and records it in the ledger. `writerOf` gives the client id
 * under which text of another client id is restored.
 */
export function applyPlan(
  transaction: Y.Transaction,
  plan: UndoPlan,
  toggle: PartsToggle,
  { ledger, by, writerOf }: { ledger: TurnLedger; by: User; writerOf: (client: number) => number },
): void {
  const { doc } = transaction;
  for (const { file, to } of plan.paths) claimPath(doc, file, to);
  for (const { at } of plan.hide) for (const item of split(transaction, at)) item.delete(transaction);
  for (const { first, at } of plan.show) {
    let { clock } = first;
    for (const item of splitLines(transaction, at)) {
      const to = { client: writerOf(first.client), clock: 0 };
      to.clock = Y.getState(doc.store, to.client);
      copyBefore(transaction, item, to);
      ledger.addCopy({ of: { client: first.client, clock }, to, length: item.length });
      clock += item.length;
    }
  }
  for (const range of plan.deletedByOthers) ledger.addDeletedByOthers(range);
  ledger.setUndone(toggle, { by, trashedFiles: plan.trashedFiles });
  for (const file of new Set([...plan.hide, ...plan.show].map((piece) => piece.file))) {
    const text = textOf(doc, file);
    if (text) forgetPositions(text);
  }
}

/**
 * The items of a range, split at its ends and at line ends: what someone typed between two lines, before the
 * undo reached them, must land between the copies of these lines.
 */
function splitLines(transaction: Y.Transaction, range: IdRange): Y.Item[] {
  return split(transaction, range).flatMap((item) => {
    const { client, clock } = item.id;
    const lines = item.content instanceof Y.ContentString ? item.content.str.split(/(?<=\n)/) : [];
    let at = clock;
    return lines.flatMap(({ length }) => {
      at += length;
      return split(transaction, { client, clock: at - length, length });
    });
  });
}

/** The items of a range, split at its ends. */
function split(transaction: Y.Transaction, { client, clock, length }: IdRange): Y.Item[] {
  const items: Y.Item[] = [];
  const end = clock + length;
  for (let at = clock; at < end;) {
    const item = Y.getItemCleanStart(transaction, Y.createID(client, at));
    if (at + item.length > end) Y.getItemCleanStart(transaction, Y.createID(client, end));
    items.push(item);
    at += item.length;
  }
  return items;
}

/** Inserts a copy of a deleted item just before it: the order of everything ever written stays. */
const copyBefore = (transaction: Y.Transaction, item: Y.Item, to: { client: number; clock: number }): void =>
  insertBefore(transaction, item, Y.createID(to.client, to.clock), item.content.copy());
