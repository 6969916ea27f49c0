import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../../test/random.ts';
import { asPeerSocket } from '../../test/socket-pair.ts';
import { TestRoom } from '../../test/test-room.ts';
import { wireLimits } from '../limits.ts';
import { onUpdate } from '../on-update.ts';
import { hasPending } from '../yjs-internals.ts';
import { catchUp } from './catch-up.ts';

const everything = new Uint8Array([0]);

/** Some replicas that have edited lists, maps and nested types at the same time, and met now and then. */
function editedAtRandom(seed: number, gc: boolean): Y.Doc[] {
  const random = seededRandom(seed);
  const docs = Array.from({ length: 4 }, (_, i) => {
    const doc = new Y.Doc({ gc });
    doc.clientID = 1 + random.int(1_000) * 4 + i;
    return doc;
  });
  for (let step = 0; step < 120; step++) {
    const doc = random.pick(docs);
    const text = doc.getText('t');
    const map = doc.getMap<unknown>('m');
    const nested = map.get('nested');
    const at = random.int(text.length + 1);
    switch (random.int(7)) {
      case 0:
      case 1:
        text.insert(at, `${step} é😀`);
        break;
      case 2:
        text.delete(at, Math.min(random.int(12), text.length - at));
        break;
      case 3:
        map.set(`k${random.int(3)}`, { step });
        break;
      case 4:
        if (random.int(3) === 0) map.set('nested', new Y.Text('inner'));
        else map.delete(`k${random.int(3)}`);
        break;
      case 5:
        if (nested instanceof Y.Text) nested.insert(0, `in ${step}`);
        break;
      default:
        Y.applyUpdate(random.pick(docs), Y.encodeStateAsUpdate(doc));
    }
  }
  return docs;
}

const contentOf = (doc: Y.Doc): unknown => [doc.getText('t').toJSON(), doc.getMap('m').toJSON()];

describe('catchUp', () => {
  it('A227 is what Yjs itself sends for a document that collects garbage', () => {
    for (let seed = 0; seed < 60; seed++) {
      const [doc, other] = editedAtRandom(seed, true);
      for (const vector of [everything, Y.encodeStateVector(other!)])
        expect(catchUp(doc!, vector)).toEqual([Y.encodeStateAsUpdate(doc!, vector)]);
    }
  });

  it('A227 comes in updates that each build only on those before, with nothing that was deleted', () => {
    for (let seed = 0; seed < 60; seed++) {
      const [doc, other] = editedAtRandom(seed, false);
      const merged = new Y.Doc();
      for (const each of [other!, doc!]) Y.applyUpdate(merged, Y.encodeStateAsUpdate(each));
      for (const maxBytes of [1, 50, 1_000]) {
        const updates = catchUp(doc!, Y.encodeStateVector(other!), maxBytes);
        const taker = new Y.Doc();
        Y.applyUpdate(taker, Y.encodeStateAsUpdate(other!));
        for (const update of updates) {
          Y.applyUpdate(taker, update);
          expect(hasPending(taker)).toBe(false);
          for (const struct of Y.decodeUpdate(update).structs)
            if (struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted))
              expect(Y.isDeleted(Y.createDeleteSetFromStructStore(doc!.store), struct.id)).toBe(false);
        }
        expect(contentOf(taker)).toEqual(contentOf(merged));
        expect(Y.equalDeleteSets(deletions(taker), deletions(merged))).toBe(true);
        expect(Y.encodeStateVector(taker)).toEqual(Y.encodeStateVector(merged));
      }
    }
  });

  it('A227 keeps each update near the given size, deletions too', () => {
    const doc = new Y.Doc({ gc: false });
    const text = doc.getText('t');
    for (let i = 0; i < 3_000; i++) text.insert(0, `line ${i}\n`);
    for (let at = 0; at + 4 < text.length; at += 4) text.delete(at, 1);
    const sizes = catchUp(doc, everything, 2_000).map(({ byteLength }) => byteLength);
    expect(sizes.length).toBeGreaterThan(20);
    expect(Math.max(...sizes)).toBeLessThan(2_100);
  });

  it('sends what waits for its predecessors apart, so that the rest waits for nothing', () => {
    const [source, doc] = [new Y.Doc(), new Y.Doc()];
    const text = source.getText('t');
    text.insert(0, 'a');
    const had = Y.encodeStateVector(source);
    text.insert(1, 'b');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(source, had));
    doc.getText('t').insert(0, 'own');
    const taker = new Y.Doc();
    for (const update of catchUp(doc, everything)) Y.applyUpdate(taker, update);
    expect(taker.getText('t').toJSON()).toBe('own');
    Y.applyUpdate(taker, Y.encodeStateAsUpdate(source));
    expect(taker.getText('t').toJSON().replace('own', '')).toBe('ab');
    expect(hasPending(taker)).toBe(false);
  });
});

const deletions = (doc: Y.Doc) => Y.createDeleteSetFromStructStore(doc.store);

describe('a peer that keeps deleted text', () => {
  it('A227 brings back a room that lost its storage, however long its history', async () => {
    const room = new TestRoom();
    const doc = new Y.Doc({ gc: false });
    const text = doc.getText('t');
    const pasted = 'x'.repeat(900_000);
    for (let bytes = 0; bytes <= wireLimits.maxBatchBytes; bytes += pasted.length) {
      text.insert(0, pasted);
      text.delete(0, text.length);
    }
    text.insert(0, 'small live text');
    expect(Y.encodeStateAsUpdate(doc).byteLength).toBeGreaterThan(wireLimits.maxBatchBytes);
    const connect = async () => asPeerSocket(room.socket(await room.serviceToken()));
    const coder = room.peer('coder', 'editor', { doc, connect, encoding: { catchUp, onUpdate } });
    const ada = room.peer('ada');
    await expect.poll(() => ada.doc.getText('t').toJSON()).toBe('small live text');
    expect(coder.state).toMatchObject({ connection: 'online', synced: true });
    // The room's next updates refer to the same ids as ever.
    ada.doc.getText('t').insert(5, ' and');
    await expect.poll(() => text.toJSON()).toBe('small and live text');
    coder.destroy();
    ada.destroy();
  });

  it('A227 brings back a room whose text is larger than one message', async () => {
    const room = new TestRoom();
    const doc = new Y.Doc({ gc: false });
    const files = Array.from({ length: 20 }, (_, i) => `${i}`.padEnd(1_000_000, '.'));
    for (const [i, content] of files.entries()) doc.getMap('m').set(`${i}`, content);
    const connect = async () => asPeerSocket(room.socket(await room.serviceToken()));
    const coder = room.peer('coder', 'editor', { doc, connect, encoding: { catchUp, onUpdate } });
    const kept = (): Y.Map<unknown> => room.core.document.doc.getMap('m');
    await expect.poll(() => kept().size).toBe(files.length);
    expect(files.every((content, i) => kept().get(`${i}`) === content)).toBe(true);
    coder.destroy();
  });
});
