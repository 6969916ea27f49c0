import * as Y from 'yjs';

export type Struct = Y.Item | Y.GC | Y.Skip;
/** What an update deletes: of each client's structs, ranges of clocks. */
export type Deletions = ReturnType<typeof Y.decodeUpdate>['ds'];

/** The struct of the document that an id is in; undefined when it has not come yet. */
export function structAt(doc: Y.Doc, { client, clock }: Y.ID): Struct | undefined {
  const structs = doc.store.clients.get(client);
  return structs && clock < Y.getState(doc.store, client)
    ? structs[Y.findIndexSS(structs, clock)]
    : undefined;
}

/** Whether deletions take away, whole or in part, a struct that is still there and of which this holds. */
export function takeAny(doc: Y.Doc, { clients }: Deletions, holds: (struct: Struct) => boolean): boolean {
  for (const [client, ranges] of clients) {
    const structs = doc.store.clients.get(client);
    const end = Y.getState(doc.store, client);
    for (const { clock, len } of ranges) {
      if (!structs || clock >= end) continue;
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i];
        if (!struct || struct.id.clock >= clock + len) break;
        if (!struct.deleted && holds(struct)) return true;
      }
    }
  }
  return false;
}
