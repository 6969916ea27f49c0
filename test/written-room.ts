import { expect } from 'vitest';
import * as Y from 'yjs';
import { saveAckFrame, step1Frame, step2Frame, updateFrame } from '../shared/protocol/frames.ts';
import { type RawClient, TestRoom } from './test-room.ts';
import { writer } from './writer.ts';

/** Ada and Bo write in turns, one row of the log for each letter; the coder has all of it. */
export async function writtenRoom(letters = 12) {
  const room = new TestRoom();
  const people = [
    { client: await room.raw(await room.token('ada')), ...writer(10) },
    { client: await room.raw(await room.token('bo')), ...writer(20) },
  ];
  const coder = writer(30).doc;
  for (let i = 0; i < letters; i++) {
    const { client, doc, text, updates } = people[i % 2]!;
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(coder));
    updates.length = 0;
    text.insert(text.length, String.fromCodePoint(97 + i));
    Y.applyUpdate(coder, updates[0]!);
    await client.send(updateFrame(updates[0]!), saveAckFrame(i));
  }
  return { room, coder, ada: people[0]!.doc, bo: people[1]!.doc };
}

/** Loses rows of the log, counted from the first letter, and restarts the room. */
export async function lose(room: TestRoom, ...letters: number[]): Promise<void> {
  await room.storage.write(
    new Map(),
    letters.map((n) => keyOf(n)),
  );
  room.restart();
}
/** The key of a letter's row; the first row is the seed's. */
export const keyOf = (letter: number): string => `log/${String(letter + 2).padStart(12, '0')}/0000`;

/** A client that keeps the replica it is sent. */
export async function visitor(room: TestRoom, name: string) {
  const client = await room.raw(await room.token(name));
  const doc = new Y.Doc();
  await client.send(step1Frame(new Uint8Array([0])));
  const text = (): string => {
    for (const { update } of [...client.of('step2'), ...client.of('update')]) Y.applyUpdate(doc, update);
    return doc.getText('t').toJSON();
  };
  const write = async (what: string, n = 1): Promise<void> => {
    text();
    const before = Y.encodeStateVector(doc);
    doc.getText('own').insert(0, what);
    await client.send(updateFrame(Y.encodeStateAsUpdate(doc, before)), saveAckFrame(n));
  };
  return { client, doc, text, write };
}

export async function bring(room: TestRoom, doc: Y.Doc): Promise<RawClient> {
  const coder = await room.raw(await room.serviceToken());
  await coder.send(step2Frame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
  expect(coder.of('saveAck')).toHaveLength(1);
  return coder;
}
