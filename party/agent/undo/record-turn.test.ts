import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createFile, textOf } from '../../../shared/doc.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { recordTurn } from './record-turn.ts';
import { TurnLedger } from './turn-ledger.ts';

/** Counts the entries that are read of it. */
class CountingMap<K, V> extends Map<K, V> {
  read = 0;

  override get(key: K): V | undefined {
    this.read++;
    return super.get(key);
  }

  override *[Symbol.iterator](): MapIterator<[K, V]> {
    for (const entry of super[Symbol.iterator]()) {
      this.read++;
      yield entry;
    }
    return undefined;
  }

  override entries(): MapIterator<[K, V]> {
    return this[Symbol.iterator]();
  }

  override forEach(callback: (value: V, key: K, map: Map<K, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }
}

/** How many entries of the room's state vectors and files it reads to record the second chunk that a turn types. */
function readForChunk(size: { clientIds: number; files: number }): number {
  const doc = new Y.Doc({ gc: false });
  const ids = Array.from({ length: size.files }, (_, at) => createFile(doc, `file${at}.ts`));
  const textAt = (at: number): Y.Text => textOf(doc, ids[at % ids.length] ?? '') ?? expect.fail('no text');
  for (let client = 0; client < size.clientIds; client++) {
    doc.clientID = 1_000 + client;
    textAt(client).insert(0, `${client} `);
  }
  doc.clientID = 7;
  const ledger = new TurnLedger(coderTables());
  let read = 0;
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    const files: Y.Map<Y.Text> & { _map: Map<string, Y.Item> } = doc.getMap('files');
    const entries = (files._map = new CountingMap(files._map));
    const before = (transaction.beforeState = new CountingMap(transaction.beforeState));
    const after = (transaction.afterState = new CountingMap(transaction.afterState));
    recordTurn(ledger, 'T', transaction, { nowMs: 1, asked: () => undefined });
    read = before.read + after.read + entries.read;
  });
  textAt(0).insert(0, 'first ');
  textAt(0).insert(6, 'second ');
  expect([...(ledger.turns.get('T')?.inserted ?? [])]).toEqual([{ client: 7, clock: 0, length: 13 }]);
  return read;
}

it('A219 records a typed chunk at the cost of what it changes, however many people and files the room has seen', () => {
  const small = readForChunk({ clientIds: 2, files: 2 });
  expect(small).toBeLessThan(5);
  expect(readForChunk({ clientIds: 2_000, files: 60 })).toBe(small);
});
