import * as Y from 'yjs';
import { isSetting } from '../../shared/meta.ts';

type Struct = Y.Item | Y.GC | Y.Skip;

/** The struct of the document that an id is in; undefined when it has not come yet. */
function structAt(doc: Y.Doc, { client, clock }: Y.ID): Struct | undefined {
  const structs = doc.store.clients.get(client);
  return structs && clock < Y.getState(doc.store, client)
    ? structs[Y.findIndexSS(structs, clock)]
    : undefined;
}

const isOfSetting = (doc: Y.Doc, struct: Struct | undefined): boolean =>
  struct instanceof Y.Item && isSetting(doc, struct);

/**
 * Whether a struct that is about to come sets a setting of the room. It names its place itself, or takes that of a
 * neighbour; of a row of them that come together the first one tells.
 */
export function writesSetting(doc: Y.Doc, struct: Struct): boolean {
  if (!(struct instanceof Y.Item)) return false;
  if (isSetting(doc, struct)) return true;
  return [struct.origin, struct.rightOrigin].some((id) => id !== null && isOfSetting(doc, structAt(doc, id)));
}

/** Whether deletions, all of what is here or comes with them, take a setting away. */
export function takesSetting(doc: Y.Doc, { clients }: ReturnType<typeof Y.decodeUpdate>['ds']): boolean {
  for (const [client, ranges] of clients) {
    const structs = doc.store.clients.get(client);
    const end = Y.getState(doc.store, client);
    for (const { clock, len } of ranges) {
      if (!structs || clock >= end) continue;
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i];
        if (!struct || struct.id.clock >= clock + len) break;
        // What is gone already can't be taken.
        if (!struct.deleted && isOfSetting(doc, struct)) return true;
      }
    }
  }
  return false;
}
