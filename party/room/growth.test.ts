import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { type RawClient, TestRoom } from '../../test/test-room.ts';
import { createFile, fileIdAt, textOf } from '../../shared/doc.ts';
import { roomLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { splitFrame } from '../../shared/protocol/chunks.ts';
import { saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';

const emptyVector = Y.encodeStateVector(new Y.Doc());
const most = 2 * roomLimits.maxFileBytes;

/** The document as the room sends it. */
async function held(room: TestRoom): Promise<Uint8Array> {
  const client = await room.raw(await room.token('reader'));
  await client.send(step1Frame(emptyVector));
  await client.leave();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, client.of('step2')[0]?.update ?? new Uint8Array());
  return Y.encodeStateAsUpdate(doc);
}

/** A client with a replica; `change` edits it and sends the update. */
async function editor(room: TestRoom, name: string) {
  const client = await room.raw(await room.token(name));
  await client.send(step1Frame(emptyVector));
  const doc = new Y.Doc();
  Y.applyUpdate(doc, client.of('step2')[0]?.update ?? new Uint8Array());
  const change = async (edit: () => void): Promise<void> => {
    const before = Y.encodeStateVector(doc);
    doc.transact(edit);
    await client.send(...splitFrame(updateFrame(Y.encodeStateAsUpdate(doc, before))), saveAckFrame(1));
    // Without a pause, so many bytes would be a flood.
    await room.clock.advance(1_000);
  };
  return { client, doc, change };
}

function expectRefused(client: RawClient): void {
  expect(client.closed?.code).toBe(closeCode.replicaRefused);
  expect(client.controls('rejected').map(({ code }) => code)).toEqual(['too_large']);
}

describe('growth', () => {
  it('R27 accepts a file up to twice the limit, and refuses one unit more without a trace', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await editor(room, 'ada'), await editor(room, 'bob')];
    let id = '';
    await ada.change(() => {
      id = createFile(ada.doc, 'big.txt', 'é'.repeat(roomLimits.maxFileBytes / 2));
    });
    const text = textOf(ada.doc, id) as Y.Text;
    await ada.change(() => text.insert(0, 'x'.repeat(most - text.length)));
    expect(ada.client.of('saveAck')).toHaveLength(2);
    const before = await held(room);
    // The time of presence is stored now and then.
    const keys = (): string[] => room.storage.keys().filter((key) => key !== 'presence');
    const keysBefore = keys();
    const heard = bob.client.of('update').length;
    await ada.change(() => text.insert(5, 'y'));
    expectRefused(ada.client);
    expect(bob.client.closed).toBeUndefined();
    expect(bob.client.of('update')).toHaveLength(heard);
    expect(await held(room)).toEqual(before);
    expect(keys()).toEqual(keysBefore);
    room.restart();
    expect(await held(room)).toEqual(before);
  });

  it('R27 refuses a file that is too large from the start', async () => {
    const room = new TestRoom();
    const ada = await editor(room, 'ada');
    const before = await held(room);
    await ada.change(() => {
      ada.doc.getMap('files').set('f', new Y.Text('x'.repeat(most + 1)));
    });
    expectRefused(ada.client);
    expect(await held(room)).toEqual(before);
  });

  it.each([
    ['files', roomLimits.maxTexts],
    ['paths', roomLimits.maxFiles],
  ])('R27 refuses more than twice as many %s', async (root, limit) => {
    const room = new TestRoom();
    const ada = await editor(room, 'ada');
    const map = ada.doc.getMap<unknown>(root);
    let added = 0;
    const add = (count: number) => () => {
      for (const end = added + count; added < end; added++)
        map.set(`id ${added}`, root === 'files' ? new Y.Text('') : 'p.ts');
    };
    await ada.change(add(2 * limit - map.size));
    expect(ada.client.of('saveAck')).toHaveLength(1);
    const before = await held(room);
    await ada.change(add(1));
    expectRefused(ada.client);
    expect(await held(room)).toEqual(before);
  });

  it('R27 measures a loaded room like one that grew', async () => {
    const room = new TestRoom();
    const ada = await editor(room, 'ada');
    await ada.change(() => void createFile(ada.doc, 'a.txt', 'x'.repeat(roomLimits.maxFileBytes)));
    room.restart();
    const again = await editor(room, 'ada');
    const text = textOf(again.doc, fileIdAt(again.doc, 'a.txt') ?? '') as Y.Text;
    const before = await held(room);
    await again.change(() => text.insert(0, 'x'.repeat(most)));
    expectRefused(again.client);
    expect(await held(room)).toEqual(before);
  });

  it('R44 measures a full room by what it holds, and accepts deletions', async () => {
    const room = new TestRoom();
    const ada = await editor(room, 'ada');
    const texts: Y.Text[] = [];
    const half = 'x'.repeat(roomLimits.maxFileBytes / 2);
    const add = async (): Promise<void> => {
      await ada.change(() => {
        const text = new Y.Text(half);
        ada.doc.getMap('files').set(`f${texts.length}`, text);
        texts.push(text);
      });
    };
    while (texts.length < 44) await add();
    // Far more than the free space, if every change counted.
    const changed = texts[0] as Y.Text;
    for (let i = 0; i < 30; i++) {
      await ada.change(() => {
        changed.delete(0, changed.length);
        changed.insert(0, half);
      });
    }
    expect(ada.client.of('saveAck')).toHaveLength(44 + 30);
    const before = await held(room);
    while (!ada.client.closed) await add();
    expectRefused(ada.client);
    expect(texts.length).toBeGreaterThan(54);
    const bob = await editor(room, 'bob');
    await bob.change(() => (bob.doc.getMap('files').get('f1') as Y.Text).delete(0, half.length));
    expect(bob.client.of('saveAck')).toHaveLength(1);
    expect((await held(room)).byteLength).toBeGreaterThan(before.byteLength);
  }, 30_000);

  it('R27 keeps what others write at the same moment, and what the refused client had saved', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await editor(room, 'ada'), await editor(room, 'bob')];
    const readme = (doc: Y.Doc): Y.Text => textOf(doc, fileIdAt(doc, 'README.md') ?? '') as Y.Text;
    const seeded = readme(ada.doc).toJSON();
    await ada.change(() => readme(ada.doc).insert(0, 'kept '));
    const release = room.storage.hold();
    await bob.change(() => readme(bob.doc).insert(readme(bob.doc).length, 'before '));
    await ada.change(() => readme(ada.doc).insert(0, 'x'.repeat(most + 1)));
    await bob.change(() => readme(bob.doc).insert(readme(bob.doc).length, 'after'));
    release();
    await settle();
    expectRefused(ada.client);
    expect(bob.client.of('saveAck')).toHaveLength(2);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await held(room));
    expect(readme(doc).toJSON()).toBe(`kept ${seeded}before after`);
  });
});
