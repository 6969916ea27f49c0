import * as Y from 'yjs';
import { contentKind, none, type UpdateReader } from './update-reader.ts';
import { firstItemOf, newestItemOf, structAt, structsOf } from '../../shared/yjs-internals.ts';

/** What applying any struct costs, in units of the limits' `batchWork`. */
const base = 8;
const typeBase = 32;
/** Splitting an item moves the client's later structs along: this many of them for one unit. */
const movedPerUnit = 1_500;

/**
 * What it costs to apply the reader's current struct to the document. Yjs searches for its place among all
 * items that were inserted at the same point, and hostile updates can make those as many as the document has.
 * This follows the same path, and yields part of the cost every `stepsAtOnce`.
 *
 * @param isNew whether a struct comes with the same update: a neighbour of such a struct finds its place at
 * once
 * @returns the rest of the cost
 */
export function* integrationCost(
  doc: Y.Doc,
  reader: UpdateReader,
  isNew: (client: number, clock: number) => boolean,
): Generator<number, number> {
  const { client, originClient, originClock, rightClient, rightClock } = reader;
  if (originClock !== none && isNew(originClient, originClock)) return base;
  const origin = itemAt(doc, originClient, originClock);
  const right = itemAt(doc, rightClient, rightClock);
  let cost = reader.content === contentKind.type ? typeBase : base;
  cost += splitCost(doc, origin, originClock, true) + splitCost(doc, right, rightClock, false);
  if (origin ? origin.right === right : right && right.left === null) return cost;
  const passed = new Set<Y.Item>();
  // If the origin is split, its second half is the first item to pass.
  if (origin) passed.add(origin);
  let at = origin ? origin.right : startOf(doc, reader, right);
  if (!origin) {
    for (; at?.left; at = at.left) cost++;
  }
  while (at && at !== right) {
    passed.add(at);
    cost++;
    if (cost >= stepsAtOnce) {
      yield cost;
      cost = 0;
    }
    if (isId(at.origin, originClient, originClock)) {
      if (at.id.client >= client && isId(at.rightOrigin, rightClient, rightClock)) break;
    } else {
      const before = at.origin === null ? undefined : structAt(doc, at.origin);
      if (!(before instanceof Y.Item) || !passed.has(before)) break;
    }
    at = at.right;
  }
  return cost;
}

/** What it costs to delete a range of a client's structs, which may split an item at each end. */
export function deletionCost(doc: Y.Doc, client: number): number {
  return base + (2 * structsOf(doc, client).length) / movedPerUnit;
}

const stepsAtOnce = 256;

const isId = (id: Y.ID | null, client: number, clock: number): boolean =>
  id === null ? clock === none : id.client === client && id.clock === clock;

function itemAt(doc: Y.Doc, client: number, clock: number): Y.Item | null {
  const struct = clock === none ? undefined : structAt(doc, Y.createID(client, clock));
  return struct instanceof Y.Item ? struct : null;
}

/**
 * Where the search begins for an item with nothing to its left. For a key of a map this is its newest item;
 * the caller walks back to the first.
 */
function startOf(doc: Y.Doc, reader: UpdateReader, right: Y.Item | null): Y.Item | null {
  const parent = right ? right.parent : parentOf(doc, reader);
  const key = right ? right.parentSub : reader.parentSub;
  if (!(parent instanceof Y.AbstractType)) return null;
  return key === null || key === undefined ? firstItemOf(parent) : newestItemOf(parent, key);
}

function parentOf(doc: Y.Doc, { parentName, parentClient, parentClock }: UpdateReader): unknown {
  if (parentName !== undefined) return doc.share.get(parentName);
  const item = itemAt(doc, parentClient, parentClock);
  return item?.content instanceof Y.ContentType ? item.content.type : undefined;
}

/** What it costs to split an item before or after a clock; nothing if the item begins or ends there. */
function splitCost(doc: Y.Doc, item: Y.Item | null, clock: number, isAfter: boolean): number {
  if (!item) return 0;
  const isWhole = isAfter ? clock === item.id.clock + item.length - 1 : clock === item.id.clock;
  return isWhole ? 0 : structsOf(doc, item.id.client).length / movedPerUnit;
}
