import { describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  changedSoFar,
  clientsIn,
  firstItemOf,
  firstOrigin,
  forgetPositions,
  hasClient,
  hasPending,
  holderOf,
  indexOfClock,
  insertBefore,
  itemsOf,
  newestItemOf,
  pendingUpdates,
  stopExpiry,
  type Struct,
  structAt,
  structsFrom,
  structsOf,
  takePending,
  writeStructs,
  writeCollected,
} from './yjs-internals.ts';

function docOf(clientID: number): { doc: Y.Doc; text: Y.Text } {
  const doc = new Y.Doc({ gc: false });
  doc.clientID = clientID;
  return { doc, text: doc.getText('t') };
}
const shown = (item: { deleted: boolean; content?: unknown }): string =>
  item.content instanceof Y.ContentString ? `${item.deleted ? '-' : ''}${item.content.str}` : '';

describe('Yjs internals', () => {
  it('list the items of a text in order, including deleted ones', () => {
    const { text } = docOf(7);
    text.insert(0, 'abcd');
    text.delete(1, 2);
    expect(Array.from(itemsOf(text), shown)).toEqual(['a', '-bc', 'd']);
    expect(shown(firstItemOf(text)!)).toBe('a');
  });

  it('find the items of a map’s key, newest first, and the item that holds a type', () => {
    const { doc } = docOf(7);
    const map = doc.getMap<unknown>('m');
    map.set('k', 'old');
    map.set('k', 'new');
    const newest = newestItemOf(map, 'k');
    expect([newest?.content.getContent(), newest?.left?.content.getContent()]).toEqual([['new'], ['old']]);
    expect(newestItemOf(map, 'none')).toBeNull();
    const inner = new Y.Text();
    map.set('t', inner);
    expect(holderOf(inner)).toBe(newestItemOf(map, 't'));
    expect(holderOf(map)).toBeNull();
  });

  it('find structs by client and clock', () => {
    const { doc, text } = docOf(7);
    text.insert(0, 'abcd');
    text.delete(1, 2);
    expect([...clientsIn(doc)]).toEqual([7]);
    expect([hasClient(doc, 7), hasClient(doc, 8)]).toEqual([true, false]);
    expect(structsOf(doc, 7).map((struct) => struct.id.clock)).toEqual([0, 1, 3]);
    expect(structsOf(doc, 8)).toEqual([]);
    expect(structAt(doc, Y.createID(7, 2))?.id.clock).toBe(1);
    expect(structAt(doc, Y.createID(7, 4))).toBeUndefined();
    expect(structAt(doc, Y.createID(8, 0))).toBeUndefined();
    expect([...structsFrom(doc, 7, 2, 9)].map((struct) => struct.id.clock)).toEqual([1, 3]);
    expect([...structsFrom(doc, 7, 0, 1)]).toHaveLength(1);
    expect([...structsFrom(doc, 7, 4, 9), ...structsFrom(doc, 8, 0, 9)]).toEqual([]);
  });

  it('tell what a struct builds on, and write it as a document that collects garbage would have it', () => {
    const { doc, text } = docOf(7);
    text.insert(0, 'abcd');
    doc.clientID = 9;
    text.insert(2, 'X');
    text.delete(2, 1);
    const map = doc.getMap<Y.Text>('m');
    map.set('k', new Y.Text('inner'));
    map.delete('k');
    const [x, holder, inner] = structsOf(doc, 9);
    expect(firstOrigin(x!, () => true)).toEqual(Y.createID(7, 1));
    expect(firstOrigin(x!, ({ clock }) => clock > 1)).toEqual(Y.createID(7, 2));
    expect(firstOrigin(inner!, () => true)).toEqual(holder!.id);
    expect(firstOrigin(holder!, () => true)).toBeUndefined();
    expect(indexOfClock(doc, 7, 3)).toBe(1);
    const written = (struct: Struct, offset: number): Uint8Array => {
      const encoder = new Y.UpdateEncoderV1();
      writeCollected(encoder, struct, offset);
      return encoder.toUint8Array();
    };
    const collecting = new Y.Doc();
    Y.applyUpdate(collecting, Y.encodeStateAsUpdate(doc));
    for (const client of [7, 9])
      for (const [i, struct] of structsOf(doc, client).entries())
        expect(written(struct, 0)).toEqual(written(structsOf(collecting, client)[i]!, 0));
    expect(structsOf(collecting, 9)[2]).toBeInstanceOf(Y.GC);
  });

  it('report updates whose predecessors are missing', () => {
    const { doc, text } = docOf(7);
    text.insert(0, 'a');
    const had = Y.encodeStateVector(doc);
    text.insert(1, 'b');
    const later = new Y.Doc();
    Y.applyUpdate(later, Y.encodeStateAsUpdate(doc, had));
    expect(hasPending(later)).toBe(true);
    const again = new Y.Doc();
    for (const update of pendingUpdates(later, Y.encodeStateVector(again))) Y.applyUpdate(again, update);
    expect(hasPending(again)).toBe(true);
    Y.applyUpdate(again, Y.encodeStateAsUpdate(doc));
    expect(again.getText('t').toJSON()).toBe('ab');
    Y.applyUpdate(later, Y.encodeStateAsUpdate(doc));
    expect(hasPending(later)).toBe(false);
  });

  it('take out what a document holds pending, with what it waits for', () => {
    const { doc, text } = docOf(7);
    text.insert(0, 'a');
    const had = Y.encodeStateVector(doc);
    text.insert(1, 'bc');
    text.delete(2, 1);
    const later = new Y.Doc();
    expect(takePending(later)).toBeUndefined();
    Y.applyUpdate(later, Y.encodeStateAsUpdate(doc, had));
    const pending = takePending(later)!;
    expect(hasPending(later)).toBe(false);
    expect([...pending.missing]).toEqual([[7, 0]]);
    expect(pending.update).toEqual(Y.encodeStateAsUpdate(doc, had));
    Y.applyUpdate(later, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)));
    const deletions = takePending(later)!;
    expect([...deletions.missing]).toEqual([[7, 2]]);
    expect(deletions.update).toEqual(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)));
  });

  it('write structs as an update has them, from any clock on', () => {
    const { doc, text } = docOf(7);
    text.insert(0, 'abcd');
    text.delete(1, 2);
    const whole = Y.encodeStateAsUpdate(doc);
    const encoder = new Y.UpdateEncoderV1();
    expect(writeStructs(encoder, doc, 7, 0, 2)).toEqual({ count: 2, clock: 3 });
    expect(writeStructs(encoder, doc, 7, 3)).toEqual({ count: 1, clock: 4 });
    const written = encoder.toUint8Array();
    // One client with three structs, its id and its first clock come before them.
    expect(whole.subarray(4, 4 + written.byteLength)).toEqual(written);
    expect(writeStructs(encoder, doc, 7, 4)).toEqual({ count: 0, clock: 4 });
    const inside = new Y.UpdateEncoderV1();
    expect(writeStructs(inside, doc, 7, 2)).toEqual({ count: 2, clock: 4 });
  });

  it('tell what the transaction under way has changed', () => {
    const { doc, text } = docOf(7);
    expect(changedSoFar(doc)).toBeUndefined();
    doc.transact(() => {
      expect(changedSoFar(doc)?.size).toBe(0);
      text.insert(0, 'a');
      expect([...changedSoFar(doc)!.keys()]).toEqual([text]);
    });
    expect(changedSoFar(doc)).toBeUndefined();
  });

  it('stop the only timer of an awareness', () => {
    vi.useFakeTimers();
    const awareness = new Awareness(new Y.Doc());
    expect(vi.getTimerCount()).toBe(1);
    stopExpiry(awareness);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('insert an item before another, the same on every replica, and clear a text’s cache of positions', () => {
    const { doc, text } = docOf(7);
    text.insert(0, 'abcdef');
    text.insert(3, 'X');
    const [first] = itemsOf(text);
    doc.transact((transaction) => {
      const id = Y.createID(9, Y.getState(doc.store, 9));
      insertBefore(transaction, first!, id, new Y.ContentString('zzz'));
    });
    forgetPositions(text);
    text.insert(5, '!');
    expect(text.toJSON()).toBe('zzzab!cXdef');
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    expect(other.getText('t').toJSON()).toBe('zzzab!cXdef');
  });
});
