import * as Y from 'yjs';
import type { IdRange } from '../text/id-range.ts';
import { structAt } from '../../../shared/yjs-internals.ts';

/** Character ids whose text is kept. */
export interface KeptIds extends Iterable<IdRange> {
  has(client: number, clock: number): boolean;
}

/**
 * Drops the text of what is deleted in a document, except what is in `kept`. Everyone's next updates, anchors and
 * relative positions go by ids, which stay.
 *
 * To be called outside of transactions, and only while the room has everything that was written here: were it to refuse
 * a deletion after this, nothing could bring the text back.
 */
export function collectDeleted(doc: Y.Doc, kept: KeptIds): void {
  doc.transact((transaction) => {
    // Yjs collects whole items.
    for (const { client, clock, length } of kept) {
      splitDeletedAt(transaction, client, clock);
      splitDeletedAt(transaction, client, clock + length);
    }
    const deleted = Y.createDeleteSetFromStructStore(doc.store);
    Y.tryGc(deleted, doc.store, ({ id }) => !kept.has(id.client, id.clock));
  }, 'collect');
}

function splitDeletedAt(transaction: Y.Transaction, client: number, clock: number): void {
  const id = Y.createID(client, clock);
  const struct = structAt(transaction.doc, id);
  const isInside = struct instanceof Y.Item && struct.deleted && struct.id.clock < clock;
  if (isInside && struct.content instanceof Y.ContentString) Y.getItemCleanStart(transaction, id);
}
