import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { type RawClient, TestRoom, userNamed } from '../../test/test-room.ts';
import { roomLimits } from '../../shared/limits.ts';
import { splitFrame } from '../../shared/protocol/chunks.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import {
  controlFrame,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';

const people = 5;

/** A document by five people, each with so many files of 1 MiB, as updates that each build on the one before. */
function largeHistory(filesEach: number): { doc: Y.Doc; parts: Uint8Array[] } {
  const doc = new Y.Doc();
  const files = doc.getMap<Y.Text>('files');
  const parts: Uint8Array[] = [];
  for (let person = 0; person < people; person++) {
    const before = Y.encodeStateVector(doc);
    doc.clientID = 100 + person;
    for (let n = 0; n < filesEach; n++)
      files.set(`${person}-${n}`, new Y.Text('x'.repeat(roomLimits.maxFileBytes)));
    // In what the one before wrote.
    const earlier = files.get(`${Math.max(0, person - 1)}-0`);
    earlier?.insert(earlier.length, `end of ${person}`);
    earlier?.delete(0, 1);
    parts.push(Y.encodeStateAsUpdate(doc, before));
  }
  return { doc, parts };
}

/** Sends a large frame, and waits until the room has stored it. */
async function sendWhole(room: TestRoom, client: RawClient, frame: Uint8Array, n: number): Promise<void> {
  await client.send(...splitFrame(frame), saveAckFrame(n));
  for (let i = 0; i < 100 && client.of('saveAck').length < n; i++) await room.clock.advance(50);
  expect(client.of('saveAck')).toHaveLength(n);
}

it('R86 the coder brings a lost room back in large updates one after another, and each is saved when it is acked', async () => {
  const room = new TestRoom();
  const { doc, parts } = largeHistory(5);
  expect(Y.encodeStateAsUpdate(doc).byteLength).toBeGreaterThan(1.5 * roomLimits.maxDocumentBytes);
  const coder = await room.raw(await room.serviceToken());
  for (let person = 0; person < people; person++)
    await coder.send(controlFrame({ type: 'claim', clientId: 100 + person, user: userNamed(`${person}`) }));
  const [first, ...others] = parts;
  await sendWhole(room, coder, step2Frame(first!), 1);
  for (const [i, part] of others.entries()) await sendWhole(room, coder, updateFrame(part), i + 2);
  expect(coder.closed).toBeUndefined();
  room.restart();
  const late = await room.raw(await room.token('late'));
  await late.send(step1Frame(new Uint8Array([0])));
  await settle();
  const copy = new Y.Doc();
  Y.applyUpdate(copy, late.of('step2')[0]!.update);
  expect(copy.getMap('files').get('3-0')?.toString()).toBe(doc.getMap('files').get('3-0')?.toString());
  expect([...copy.getMap('files').keys()]).toEqual(expect.arrayContaining([...doc.getMap('files').keys()]));
  expect(room.core.document.authors.get(104)).toEqual(userNamed('4'));
});

it('R82 a page that comes while the coder brings a lost room back is told to retry, and loses nothing', async () => {
  const room = new TestRoom();
  const { doc, parts } = largeHistory(1);
  const coder = await room.raw(await room.serviceToken());
  for (let person = 0; person < people; person++)
    await coder.send(controlFrame({ type: 'claim', clientId: 100 + person, user: userNamed(`${person}`) }));
  await coder.send(step1Frame(Y.encodeStateVector(doc)));
  await sendWhole(room, coder, step2Frame(parts[0]!), 1);
  doc.clientID = 100;
  const had = Y.encodeStateVector(doc);
  doc.getText('t').insert(0, 'typed meanwhile');
  const page = await room.raw(await room.token('0'));
  await page.send(...splitFrame(step2Frame(Y.encodeStateAsUpdate(doc))));
  for (let i = 0; i < 20; i++) await room.clock.advance(50);
  expect(page.closed?.code).toBe(closeCode.tryLater);
  // The coder has no more of this id, so that nothing of it is missing.
  const thief = await room.raw(await room.token('eve'));
  await thief.send(updateFrame(Y.encodeStateAsUpdate(doc, had)));
  expect(thief.closed?.code).toBe(closeCode.foreignClientId);
  for (const [i, part] of parts.slice(1).entries()) await sendWhole(room, coder, updateFrame(part), i + 2);
  const again = await room.raw(await room.token('0'));
  await again.send(updateFrame(Y.encodeStateAsUpdate(doc, had)), saveAckFrame(1));
  expect(again.of('saveAck')).toHaveLength(1);
});

it('R86 the coder is told of very many authors in several messages', async () => {
  const room = new TestRoom();
  const ids = Array.from({ length: 4_500 }, (_, n) => 10_000 + n);
  await room.storage.write(new Map(ids.map((id) => [`author/${id}`, userNamed(`${id % 7}`)])), []);
  const coder = await room.raw(await room.serviceToken());
  const messages = coder.controls('authors').map(({ entries }) => entries);
  expect(messages.map(({ length }) => length)).toEqual([2_000, 2_000, 500]);
  expect(messages.flat().map(([id]) => id)).toEqual(ids);
});
