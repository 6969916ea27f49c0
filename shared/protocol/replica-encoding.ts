import * as Y from 'yjs';

/** No structs, no deletions. Spelled out because a Worker may not create a document outside a request. */
export const emptyUpdate = new Uint8Array([0, 0]);

/** Calls `listener` with each update, as Yjs encodes it. @returns a function that ends that. */
export function yjsUpdates(doc: Y.Doc, listener: (update: Uint8Array, origin: unknown) => void): () => void {
  doc.on('update', listener);
  return () => doc.off('update', listener);
}

/** Client ids of which the document has more than the state vector covers. */
export function aheadOf(doc: Y.Doc, stateVector: Uint8Array): number[] {
  const theirs = Y.decodeStateVector(stateVector);
  const ours = Y.decodeStateVector(Y.encodeStateVector(doc));
  return [...ours].flatMap(([clientId, clock]) => (clock > (theirs.get(clientId) ?? 0) ? [clientId] : []));
}
