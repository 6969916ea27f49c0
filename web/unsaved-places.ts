import * as Y from 'yjs';
import type { KeptUpdate } from './unsaved-store.ts';
import { hasPending } from '../shared/yjs-internals.ts';

/** Which kept edits build on nothing but the document and each other, and which have no place in it. */
export function sortOut(
  doc: Y.Doc,
  kept: readonly KeptUpdate[],
): { placed: KeptUpdate[]; left: KeptUpdate[] } {
  const pages = [...Map.groupBy(kept, ({ key }) => key[0]).values()];
  const placed: KeptUpdate[] = [];
  let probe = copyOf(doc, placed);
  // What one page wrote may build on what another did: it is gone through until nothing more finds its place.
  for (let before = -1; before < placed.length;) {
    before = placed.length;
    for (const page of pages) {
      for (let next = page[0]; next; next = page[0]) {
        Y.applyUpdate(probe, next.update);
        if (hasPending(probe)) {
          // All that this page wrote later builds on it.
          probe = copyOf(doc, placed);
          break;
        }
        placed.push(next);
        page.shift();
      }
    }
  }
  return { placed, left: pages.flat() };
}

function copyOf(doc: Y.Doc, more: readonly KeptUpdate[]): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.mergeUpdates([Y.encodeStateAsUpdate(doc), ...more.map(({ update }) => update)]));
  return copy;
}

/** The text that updates bring, without what they build on: what was written in one go in one piece, each on its line. */
export function writtenIn(updates: readonly Uint8Array[]): string {
  let text = '';
  let last: Y.ID | undefined;
  for (const struct of updates.flatMap((update) => Y.decodeUpdate(update).structs)) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
    const goesOn = last !== undefined && struct.origin !== null && Y.compareIDs(struct.origin, last);
    text += (goesOn || text === '' ? '' : '\n') + struct.content.str;
    last = struct.lastId;
  }
  return text;
}
