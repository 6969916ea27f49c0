import { describe, expect, it } from 'vitest';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import {
  awarenessFrame,
  messageType,
  saveAckFrame,
  step1Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';
import { settle } from '../../test/clock.ts';
import { DirectClient } from '../../test/direct-client.ts';
import { seededRandom, type SeededRandom } from '../../test/random.ts';
import { firstSeed } from '../../test/seed.ts';
import { TestRoom } from '../../test/test-room.ts';
import { slicesOf } from './slices.ts';
import { UpdateReader } from './update-reader.ts';

/** Four replicas that write everything Yjs can hold, and sync with one another now and then. */
function writers(random: SeededRandom): Y.Doc[] {
  const docs = [1, 2, 3, 4].map((clientId) => {
    const doc = new Y.Doc();
    doc.clientID = clientId * 10;
    return doc;
  });
  const acts: ((doc: Y.Doc) => void)[] = [
    (doc) =>
      doc.getText('t').insert(random.int(doc.getText('t').length + 1), random.pick(['a', '🙂b', 'long'])),
    (doc) => {
      const text = doc.getText('t');
      if (text.length > 2) text.delete(random.int(text.length - 1), 1);
    },
    (doc) => doc.getMap('m').set(`k${random.int(3)}`, random.pick<unknown>([1, 'x', null, { a: [1] }])),
    (doc) => doc.getMap('m').set('nested', new Y.Text('inside')),
    (doc) => doc.getArray('a').insert(0, [1, 'x', new Uint8Array([1])]),
    (doc) => doc.getText('t').insertEmbed(0, { a: 1 }),
    (doc) => {
      const other = random.pick(docs);
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)));
    },
  ];
  for (let step = 0; step < 120; step++) random.pick(acts)(random.pick(docs));
  return docs;
}

const contentOf = (doc: Y.Doc): unknown => [
  doc.getText('t').toDelta(),
  doc.getMap('m').toJSON(),
  doc.getArray('a').toJSON(),
  Y.encodeStateVector(doc),
];

describe('R47 slices of a large update', () => {
  it('equal the whole update when applied in order', () => {
    for (let seed = firstSeed + 1; seed <= firstSeed + 60; seed++) {
      const random = seededRandom(seed);
      const docs = writers(random);
      const all = new Y.Doc();
      for (const doc of docs) Y.applyUpdate(all, Y.encodeStateAsUpdate(doc));
      const copy = new Y.Doc();
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(docs[0]!));
      const update = Y.encodeStateAsUpdate(all, Y.encodeStateVector(copy));
      let parts = 0;
      for (const { slice } of slicesOf(update, copy, 8 + random.int(200))) {
        if (!slice) continue;
        parts++;
        Y.applyUpdate(copy, slice);
        expect(copy.store.pendingStructs, `seed ${seed}`).toBeNull();
        expect(copy.store.pendingDs, `seed ${seed}`).toBeNull();
      }
      expect(contentOf(copy), `seed ${seed}`).toEqual(contentOf(all));
      expect(parts).toBeGreaterThan(1);
    }
  });

  it('are read struct by struct as Yjs reads them', () => {
    for (const doc of writers(seededRandom(firstSeed + 5))) {
      const update = Y.encodeStateAsUpdate(doc);
      const decoded = Y.decodeUpdate(update);
      const reader = new UpdateReader(update);
      const structs: [number, number, number][] = [];
      while (reader.next()) structs.push([reader.client, reader.clock, reader.length]);
      expect(structs).toEqual(decoded.structs.map(({ id, length }) => [id.client, id.clock, length]));
      expect([...reader.deletions()].map(({ client, clock, length }) => [client, clock, length])).toEqual(
        [...decoded.ds.clients].flatMap(([client, ranges]) =>
          ranges.map(({ clock, len }) => [client, clock, len]),
        ),
      );
      reader.finish();
    }
  });
});

/**
 * An update of one client's structs, all inserted at the start of a text: Yjs has to search for the place of
 * each.
 */
const crowd = (root: string, structs: number): Uint8Array =>
  encoding.encode((encoder) => {
    for (const n of [1, structs, 4_000_000_000, 0]) encoding.writeVarUint(encoder, n);
    for (let i = 0; i < structs; i++) {
      encoding.writeUint8(encoder, 4);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarString(encoder, root);
      encoding.writeVarString(encoder, 'x');
    }
    encoding.writeVarUint(encoder, 0);
  });

/** A room with a long text, typed from front to back, whose structs cannot be merged. */
async function roomWithText() {
  const room = new TestRoom();
  const ada = await DirectClient.open(room, await room.token('ada'));
  const doc = new Y.Doc();
  // Lower than the crowd's id: the lower id goes first, so each struct of the crowd passes the whole text.
  doc.clientID = 1_000_000;
  doc.transact(() => {
    for (let i = 0; i < 2_000; i++) doc.getText('t').insertEmbed(i, 1);
  });
  ada.tell(updateFrame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
  await settle();
  expect(isAcked(ada)).toBe(true);
  return room;
}

/** Whether an ack has come since the last call. */
const isAcked = (client: DirectClient): boolean => client.takeHeard().some(({ type }) => type === 'saveAck');

describe('R47 batches', () => {
  it.each([
    ['structs that need a search for their place', crowd('t', 500)],
    ['very many small structs', crowd('elsewhere', 40_000)],
  ])('apply others’ edits while there is work left on %s', async (_, update) => {
    const room = await roomWithText();
    const [eve, bob] = [
      await DirectClient.open(room, await room.token('eve')),
      await DirectClient.open(room, await room.token('bob')),
    ];
    eve.tell(updateFrame(update), saveAckFrame(1));
    const doc = new Y.Doc();
    doc.getText('bobs').insert(0, 'b');
    bob.tell(updateFrame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
    for (let ticks = 0; !isAcked(bob); ticks++) {
      expect(ticks).toBeLessThan(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(isAcked(eve)).toBe(false);
    for (let ticks = 0; !isAcked(eve) && ticks < 5_000; ticks++)
      await new Promise((resolve) => setImmediate(resolve));
    expect(eve.closed).toBeUndefined();
    expect(room.core.document.doc.store.pendingStructs).toBeNull();
    expect(room.core.document.authors.get(4_000_000_000)?.name).toBe('eve');
  });
});

describe('R49 deletions', () => {
  it('are refused if they overlap: each would cost the same structs again', async () => {
    const room = await roomWithText();
    const eve = await room.raw(await room.token('eve', 'viewer'));
    const [client] = room.core.document.doc.store.clients.keys();
    const update = encoding.encode((encoder) => {
      for (const n of [0, 1, client!, 2, 0, 2_000, 1_000, 2_000]) encoding.writeVarUint(encoder, n);
    });
    for (let n = 0; n < wireLimits.strikes; n++) await eve.send(updateFrame(update));
    expect(eve.closed?.code).toBe(closeCode.malformed);
  });
});

describe('R49 unbounded cost', () => {
  const states = (count: number): Uint8Array =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, count);
      for (let i = 0; i < count; i++) {
        encoding.writeVarUint(encoder, 77);
        encoding.writeVarUint(encoder, i + 1);
        encoding.writeVarString(encoder, '{}');
      }
    });
  const json = (length: number): Uint8Array =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, messageType.control);
      encoding.writeVarString(encoder, `${'['.repeat(length / 2)}${']'.repeat(length / 2)}`);
    });
  const values = encoding.encode((encoder) => {
    for (const n of [1, 1, 30, 0]) encoding.writeVarUint(encoder, n);
    encoding.writeUint8(encoder, 8);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, 't');
    encoding.writeVarUint(encoder, wireLimits.maxStructValues + 1);
    for (let i = 0; i <= wireLimits.maxStructValues; i++) encoding.writeUint8(encoder, 126);
    encoding.writeVarUint(encoder, 0);
  });
  it.each([
    ['presence of very many states', awarenessFrame(states(wireLimits.maxAwarenessStates + 1))],
    ['a state vector of any length', step1Frame(new Uint8Array(wireLimits.maxVectorBytes + 1))],
    ['a control message of any length', json(wireLimits.maxControlBytes + 2)],
    ['a struct of very many values', updateFrame(values)],
  ])('is refused: %s', async (_, frame) => {
    const room = new TestRoom();
    const eve = await room.raw(await room.token('eve'));
    for (let n = 0; n < wireLimits.strikes; n++) await eve.send(frame);
    expect(eve.closed?.code).toBe(closeCode.malformed);
  });
});
