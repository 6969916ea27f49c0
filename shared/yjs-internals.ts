import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

/**
 * All access to internals of Yjs and y-protocols that this project needs, in one place. Written for Yjs 13.6 and
 * y-protocols 1.0; `yjs-internals.test.ts` fails when a new version changes them.
 */
export type Struct = Y.Item | Y.GC | Y.Skip;

/** Any of Yjs' shared types. */
interface SharedType {
  readonly _start: Y.Item | null;
  readonly _map: ReadonlyMap<string, Y.Item>;
  readonly _item: Y.Item | null;
}

/** The items of a list or text in order, deleted ones included. Do not change the text while iterating. */
export function* itemsOf(text: Y.Text): Generator<Y.Item> {
  for (let item = text._start; item !== null; item = item.right) yield item;
}

/** The first item of a list or text, deleted or not. */
export const firstItemOf = (type: SharedType): Y.Item | null => type._start;

/** The newest item of a map's key, deleted or not; older ones are to its left. */
export const newestItemOf = (type: SharedType, key: string): Y.Item | null => type._map.get(key) ?? null;

/** The item that holds a nested type; null for one of the document's roots. */
export const holderOf = (type: SharedType): Y.Item | null => type._item;

/** The client ids that have written in the document. */
export const clientsIn = (doc: Y.Doc): Iterable<number> => doc.store.clients.keys();

/** Whether nobody has written in the document. */
export const isEmpty = (doc: Y.Doc): boolean => doc.store.clients.size === 0;

export const hasClient = (doc: Y.Doc, client: number): boolean => doc.store.clients.has(client);

/** The structs of a client id, sorted by clock. */
export const structsOf = (doc: Y.Doc, client: number): readonly Struct[] =>
  doc.store.clients.get(client) ?? [];

/** The position among a client's structs of the one that contains a clock, which the document must have. */
export const indexOfClock = ({ store }: Y.Doc, client: number, clock: number): number =>
  Y.findIndexSS(store.clients.get(client) ?? [], clock);

/** The struct that contains an id; undefined when the document does not have it yet. */
export function structAt(doc: Y.Doc, { client, clock }: Y.ID): Struct | undefined {
  const structs = doc.store.clients.get(client);
  return structs && clock < Y.getState(doc.store, client)
    ? structs[Y.findIndexSS(structs, clock)]
    : undefined;
}

/** The structs that overlap the clocks from `clock` to before `end`, in order. */
export function* structsFrom(doc: Y.Doc, client: number, clock: number, end: number): Generator<Struct> {
  const structs = doc.store.clients.get(client);
  const last = Math.min(end, Y.getState(doc.store, client));
  if (structs === undefined || clock >= last) return;
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i];
    if (struct === undefined || struct.id.clock >= last) return;
    yield struct;
  }
}

/**
 * Writes a client id's structs from a clock on, at most so many, as an update has them. @returns how many there were,
 * and the clock after the last.
 */
export function writeStructs(
  encoder: Y.UpdateEncoderV1,
  doc: Y.Doc,
  client: number,
  from: number,
  most = Number.POSITIVE_INFINITY,
): { count: number; clock: number } {
  let count = 0;
  let clock = from;
  for (const struct of structsFrom(doc, client, from, Number.POSITIVE_INFINITY)) {
    if (count === most) break;
    struct.write(encoder, clock - struct.id.clock);
    clock = struct.id.clock + struct.length;
    count++;
  }
  return { count, clock };
}

/** Whether the document holds updates whose predecessors are missing. */
export const hasPending = ({ store }: Y.Doc): boolean =>
  store.pendingStructs !== null || store.pendingDs !== null;

/** What a document holds of updates whose predecessors are missing. */
interface Pending {
  /** As one update. */
  readonly update: Uint8Array;
  /** Client id → a clock: the update waits until the document has what is at one of these. */
  readonly missing: ReadonlyMap<number, number>;
}

/** Takes out of a document what it holds pending. @returns undefined when it holds nothing. */
export function takePending({ store }: Y.Doc): Pending | undefined {
  const { pendingStructs: structs, pendingDs: deletions } = store;
  if (structs === null && deletions === null) return undefined;
  store.pendingStructs = null;
  store.pendingDs = null;
  const missing = new Map(structs?.missing);
  const updates: Uint8Array[] = structs ? [Y.convertUpdateFormatV2ToV1(structs.update)] : [];
  if (deletions) {
    const update = Y.convertUpdateFormatV2ToV1(deletions);
    updates.push(update);
    for (const [client, ranges] of Y.decodeUpdate(update).ds.clients) {
      const first = Math.min(...ranges.map(({ clock }) => clock), missing.get(client) ?? Infinity);
      missing.set(client, first);
    }
  }
  return { update: Y.mergeUpdates(updates), missing };
}

/** The types that the transaction under way has changed so far; undefined when there is none. */
export const changedSoFar = (doc: Y.Doc): ReadonlyMap<unknown, unknown> | undefined =>
  doc._transaction?.changed;

/** Stops the timer that drops states which were not renewed, and renews one's own. */
export const stopExpiry = (awareness: Awareness): void => clearInterval(awareness._checkInterval);

/** Clears a text's cache of positions: changes made item by item do not update it, and neither does Yjs' own undo. */
export function forgetPositions(text: Y.Text): void {
  const markers = text._searchMarker;
  if (markers) markers.length = 0;
}

/** Inserts a new item right before another one, within a transaction. */
export function insertBefore(
  transaction: Y.Transaction,
  next: Y.Item,
  id: Y.ID,
  content: Y.Item['content'],
): void {
  const item = new Y.Item(
    id,
    next.left,
    next.left?.lastId ?? null,
    next,
    next.id,
    next.parent,
    null,
    content,
  );
  item.integrate(transaction, 0);
}

/**
 * Writes a struct from `offset` on as a document that collects garbage would have it: of what is deleted only the ids
 * remain, and of what was in a deleted type not even the place.
 */
export function writeCollected(encoder: Y.UpdateEncoderV1, struct: Struct, offset: number): void {
  if (!(struct instanceof Y.Item) || !struct.deleted || struct.content instanceof Y.ContentDeleted)
    return struct.write(encoder, offset);
  const { id, length, origin, rightOrigin, parent, parentSub } = struct;
  const isInDeleted = parent instanceof Y.AbstractType && holderOf(parent)?.deleted === true;
  const collected = isInDeleted
    ? new Y.GC(id, length)
    : new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, new Y.ContentDeleted(length));
  collected.write(encoder, offset);
}

/** The first of the ids that a struct builds on for which this holds. */
export function firstOrigin(struct: Struct, holds: (id: Y.ID) => boolean): Y.ID | undefined {
  if (!(struct instanceof Y.Item)) return undefined;
  const { origin, rightOrigin, parent } = struct;
  if (origin !== null && holds(origin)) return origin;
  if (rightOrigin !== null && holds(rightOrigin)) return rightOrigin;
  // Where there is an origin, it has the same parent.
  if (origin !== null || rightOrigin !== null || !(parent instanceof Y.AbstractType)) return undefined;
  const holder = holderOf(parent);
  return holder !== null && holds(holder.id) ? holder.id : undefined;
}

/** What waits for its predecessors, as updates of their own. `stateVector`: what need not be in them. */
export function pendingUpdates({ store }: Y.Doc, stateVector: Uint8Array): Uint8Array[] {
  const { pendingStructs, pendingDs } = store;
  const updates = [
    ...(pendingStructs ? [Y.diffUpdateV2(pendingStructs.update, stateVector)] : []),
    ...(pendingDs ? [pendingDs] : []),
  ];
  return updates.map((update) => Y.convertUpdateFormatV2ToV1(update));
}
