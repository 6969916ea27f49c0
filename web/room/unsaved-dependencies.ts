import * as Y from 'yjs';
import type { KeptUpdate } from './unsaved-store.ts';
import { hasPending } from '../../shared/yjs-internals.ts';

/** Splits kept edits into those whose dependencies are in the document or among them, and those with unmet ones. */
export function splitByDependencies(
  doc: Y.Doc,
  kept: readonly KeptUpdate[],
): { applicable: KeptUpdate[]; unmet: KeptUpdate[] } {
  const pages = [...Map.groupBy(kept, ({ key }) => key[0]).values()];
  const applicable: KeptUpdate[] = [];
  let probe = copyOf(doc, applicable);
  // One page's edits may depend on another's: repeat until nothing more becomes applicable.
  for (let before = -1; before < applicable.length;) {
    before = applicable.length;
    for (const page of pages) {
      for (let next = page[0]; next; next = page[0]) {
        Y.applyUpdate(probe, next.update);
        if (hasPending(probe)) {
          // Everything this page wrote later depends on it.
          probe = copyOf(doc, applicable);
          break;
        }
        applicable.push(next);
        page.shift();
      }
    }
  }
  return { applicable, unmet: pages.flat() };
}

function copyOf(doc: Y.Doc, more: readonly KeptUpdate[]): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.mergeUpdates([Y.encodeStateAsUpdate(doc), ...more.map(({ update }) => update)]));
  return copy;
}

/** The text that updates insert, without the document: one line for each stretch of continuous typing. */
export function insertedText(updates: readonly Uint8Array[]): string {
  let text = '';
  let last: Y.ID | undefined;
  for (const struct of updates.flatMap((update) => Y.decodeUpdate(update).structs)) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
    const continues = last !== undefined && struct.origin !== null && Y.compareIDs(struct.origin, last);
    text += (continues || text === '' ? '' : '\n') + struct.content.str;
    last = struct.lastId;
  }
  return text;
}
