import * as Y from 'yjs';
import type { Deletion } from './update-reader.ts';

import { type Struct, structAt } from '../../shared/yjs-internals.ts';

/**
 * Whether deletions remove, in whole or in part, a struct that is still there and for which `holds` is true.
 * Yields the cost of each step.
 */
export function* anyDeleted(
  doc: Y.Doc,
  deletions: Iterable<Deletion>,
  holds: (struct: Struct) => boolean,
): Generator<number, boolean> {
  for (const { client, clock, length } of deletions) {
    yield 1;
    // Another batch may have run since the last step and moved the structs.
    for (let at = clock; at < Math.min(clock + length, Y.getState(doc.store, client));) {
      const struct = structAt(doc, Y.createID(client, at));
      if (!struct) break;
      if (!struct.deleted && holds(struct)) return true;
      at = struct.id.clock + struct.length;
      yield 1;
    }
  }
  return false;
}
