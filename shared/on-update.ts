import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { clientsIn, indexOfClock, structsOf } from './yjs-internals.ts';

type UpdateListener = (update: Uint8Array, origin: unknown, transaction: Y.Transaction) => void;

const listenersOf = new WeakMap<Y.Doc, Set<UpdateListener>>();

/**
 * Calls back with the update of each transaction: the bytes and the moment of Yjs' own `update` event, which makes a state
 * vector of the whole document for each. That is a third of the time of a keystroke where 5,000 client ids have written.
 * All listeners share one encoding; a listener for `update` beside them has Yjs make its own as well.
 * @returns a function that stops it
 */
export function onUpdate(doc: Y.Doc, listener: UpdateListener): () => void {
  let listeners = listenersOf.get(doc);
  if (!listeners) {
    const all = new Set<UpdateListener>();
    doc.on('afterTransactionCleanup', (transaction: Y.Transaction) => {
      const update = all.size > 0 ? updateOf(transaction) : undefined;
      if (update) for (const each of all) each(update, transaction.origin, transaction);
    });
    listeners = all;
    listenersOf.set(doc, all);
  }
  const own: UpdateListener = (...event) => listener(...event);
  listeners.add(own);
  return () => void listeners.delete(own);
}

/** Undefined when the transaction changed nothing. */
function updateOf({ doc, beforeState, afterState, deleteSet }: Y.Transaction): Uint8Array | undefined {
  // By the store's state, as Yjs does it: what observers have written since is in both updates.
  const changed: { client: number; clock: number }[] = [];
  let hasContent = deleteSet.clients.size > 0;
  for (const client of clientsIn(doc)) {
    const clock = beforeState.get(client) ?? 0;
    if (Y.getState(doc.store, client) === clock) continue;
    changed.push({ client, clock });
    hasContent ||= afterState.get(client) !== beforeState.get(client);
  }
  if (!hasContent) return undefined;
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  encoding.writeVarUint(restEncoder, changed.length);
  for (const { client, clock } of changed.sort((a, b) => b.client - a.client)) {
    const structs = structsOf(doc, client).slice(indexOfClock(doc, client, clock));
    encoding.writeVarUint(restEncoder, structs.length);
    encoder.writeClient(client);
    encoding.writeVarUint(restEncoder, clock);
    for (const struct of structs) struct.write(encoder, Math.max(0, clock - struct.id.clock));
  }
  encoding.writeVarUint(restEncoder, deleteSet.clients.size);
  for (const [client, ranges] of [...deleteSet.clients].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(restEncoder, client);
    encoding.writeVarUint(restEncoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(restEncoder, clock);
      encoding.writeVarUint(restEncoder, len);
    }
  }
  return encoder.toUint8Array();
}
