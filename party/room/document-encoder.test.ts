import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type SeededRandom, seededRandom } from '../../test/random.ts';
import { TestRoom } from '../../test/test-room.ts';
import { storageLimits, wireLimits } from '../../shared/limits.ts';
import { saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { DocumentEncoder } from './document-encoder.ts';

const empty = new Uint8Array([0]);

/** Someone types, pastes, cuts, or sets a key, under one of a few ids. */
function editSomething(doc: Y.Doc, random: SeededRandom): void {
  doc.clientID = 1 + random.int(6);
  const text = doc.getText('t');
  const at = random.int(text.length + 1);
  const kind = random.int(8);
  if (kind === 0) text.insert(at, 'a long paste '.repeat(1 + random.int(400)));
  else if (kind < 3) text.delete(at, Math.min(random.int(900), text.length - at));
  else if (kind === 3) doc.getMap('m').set(`k${random.int(9)}`, random.int(9) > 3 ? new Y.Text('x') : 1);
  else text.insert(at, 'ab');
}

const copyOf = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
};

const shown = (doc: Y.Doc): unknown => [
  doc.getText('t').toJSON(),
  Object.keys(doc.getMap('m').toJSON()).sort(),
  new Map(Y.decodeStateVector(Y.encodeStateVector(doc))),
  Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)),
];

describe('an encoded document', () => {
  it('R83 is what Yjs would encode, whatever was written since its structs were encoded', () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = seededRandom(seed);
      const doc = new Y.Doc();
      const encoder = new DocumentEncoder(doc);
      let refresh = encoder.refresh();
      let replica = new Y.Doc();
      for (let i = 0; i < 300; i++) {
        editSomething(doc, random);
        // In the middle of encoding anew, too.
        if (random.int(2) === 0 && refresh.next().done === true) refresh = encoder.refresh();
        if (random.int(8) > 0) continue;
        expect(shown(copyOf(encoder.whole()))).toEqual(shown(doc));
        Y.applyUpdate(replica, encoder.difference(Y.encodeStateVector(replica)));
        expect(shown(replica)).toEqual(shown(doc));
        if (random.int(4) === 0) replica = new Y.Doc();
      }
      encoder.refreshNow();
      expect(encoder.whole()).toEqual(Y.encodeStateAsUpdate(doc));
    }
  });

  it('R83 is complete when only some clients are known', () => {
    const random = seededRandom(1);
    const doc = new Y.Doc();
    const encoder = new DocumentEncoder(doc);
    for (let i = 0; i < 100; i++) editSomething(doc, random);
    const replica = copyOf(encoder.whole());
    for (let i = 0; i < 100; i++) editSomething(doc, random);
    doc.clientID = 77;
    doc.getText('t').insert(0, 'x'.repeat(storageLimits.encodedAnewBytes));
    encoder.refreshNow();
    doc.getText('t').insert(9, 'new');
    Y.applyUpdate(replica, encoder.difference(Y.encodeStateVector(replica)));
    expect(shown(replica)).toEqual(shown(doc));
  });

  it('R83 has no text that was deleted more than a few seconds ago', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const doc = new Y.Doc();
    const text = doc.getText('t');
    const change = async (edit: () => void): Promise<void> => {
      const before = Y.encodeStateVector(doc);
      edit();
      await ada.send(updateFrame(Y.encodeStateAsUpdate(doc, before)), saveAckFrame(1));
    };
    const joined = async (): Promise<string> => {
      const client = await room.raw(await room.token('late'));
      await client.send(step1Frame(empty));
      const { update } = client.of('step2')[0]!;
      expect(copyOf(update).getText('t').toJSON()).toBe(text.toJSON());
      return Buffer.from(update).toString('latin1');
    };
    const long = 'long '.repeat(storageLimits.encodedAnewBytes);
    await change(() => text.insert(0, `${long.slice(0, 50)}a-secret${long}`));
    expect(await joined()).toContain('a-secret');
    await change(() => text.delete(50, 8));
    expect(await joined()).toContain('a-secret');
    await room.clock.advance(storageLimits.encodeAnewMs + 10 * wireLimits.backlogPauseMs);
    expect(await joined()).not.toContain('a-secret');
  });

  it('R83 drops what is deleted while the structs are being encoded anew, too', () => {
    const doc = new Y.Doc();
    const timers: (() => void)[] = [];
    const host = { after: (_: number, callback: () => void) => void timers.push(callback) };
    const encoder = new DocumentEncoder(doc);
    const text = doc.getText('t');
    const has = (letters: string): boolean =>
      Buffer.from(encoder.whole()).toString('latin1').includes(letters);
    const refreshLater = (): void => encoder.refreshLater(host, () => false);
    text.insert(0, 'secret-one secret-two ');
    // Enough structs for several slices.
    for (let n = 0; n < 6_000; n++) text.insert(n % 2 === 0 ? text.length : 22, `${'x'.repeat(20)}${n} `);
    encoder.refreshNow();
    text.delete(0, 11);
    refreshLater();
    timers.shift()?.();
    timers.shift()?.();
    expect(timers.length).toBe(1);
    text.delete(0, 11);
    refreshLater();
    for (let n = 0; n < 1_000 && timers.length > 0; n++) timers.shift()?.();
    expect(timers).toEqual([]);
    expect([has('secret-one'), has('secret-two')]).toEqual([false, false]);

    // A refresh in one go replaces one in slices.
    text.insert(0, 'secret-six ');
    encoder.refreshNow();
    text.insert(0, 'x');
    text.delete(0, 1);
    refreshLater();
    timers.shift()?.();
    text.delete(0, 11);
    encoder.refreshNow();
    for (let n = 0; n < 1_000 && timers.length > 0; n++) timers.shift()?.();
    expect(has('secret-six')).toBe(false);
    expect(copyOf(encoder.whole()).getText('t').toJSON()).toBe(text.toJSON());
  });
});
