import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../../test/random.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { writer } from '../../test/writer.ts';
import { bring, keyOf, lose, visitor, writtenRoom } from '../../test/written-room.ts';
import { storageLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame, saveAckFrame, step2Frame, updateFrame } from '../../shared/protocol/frames.ts';

/** Makes the room write a snapshot. */
async function compact(room: TestRoom): Promise<void> {
  const { doc } = writer(99);
  doc.getText('filler').insert(0, 'x'.repeat(storageLimits.compactLogBytes));
  const client = await room.raw(await room.token('filler'));
  await client.send(updateFrame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
  expect(client.of('saveAck')).toHaveLength(1);
  expect(room.storage.keys().some((key) => key.startsWith('snapshot/'))).toBe(true);
}

beforeEach(() => {
  // The room reports what it has lost.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

describe('a room that has lost a row', () => {
  it('R80 shows what does not build on it, and takes and acks edits', async () => {
    const { room } = await writtenRoom();
    await lose(room, 5);
    const [one, two] = [await visitor(room, 'one'), await visitor(room, 'two')];
    expect(one.text()).toBe('abcde');
    await one.write('hello');
    expect(one.client.of('saveAck')).toHaveLength(1);
    expect(two.text()).toBe('abcde');
    expect(two.doc.getText('own').toJSON()).toBe('hello');
    expect(room.storage.keys().filter((key) => key.startsWith('quarantine/'))).toEqual([]);
    await two.write('and ', 2);
    expect(two.client.of('saveAck').map(({ n }) => n)).toEqual([2]);
  });

  it('R80 is whole again for everyone once the coder is back, also after a restart', async () => {
    const { room, coder } = await writtenRoom();
    await lose(room, 3, 7);
    const page = await visitor(room, 'page');
    expect(page.text()).toBe('abc');
    await bring(room, coder);
    expect(page.text()).toBe('abcdefghijkl');
    room.restart();
    expect((await visitor(room, 'late')).text()).toBe('abcdefghijkl');
  });

  it('R80 takes what is missing from its author too, who then gets the rest', async () => {
    const room = new TestRoom();
    const ada = writer(10);
    const first = await room.raw(await room.token('ada'));
    ada.text.insert(0, 'first ');
    const bo = writer(20);
    Y.applyUpdate(bo.doc, ada.updates[0]!);
    bo.updates.length = 0;
    bo.text.insert(6, 'second');
    const second = await room.raw(await room.token('bo'));
    await first.send(updateFrame(ada.updates[0]!));
    await second.send(updateFrame(bo.updates[0]!));
    await lose(room, 0);
    const page = await visitor(room, 'page');
    expect(page.text()).toBe('');
    const back = await room.raw(await room.token('ada'));
    await back.send(step2Frame(Y.encodeStateAsUpdate(ada.doc)), saveAckFrame(1));
    expect(back.of('saveAck')).toHaveLength(1);
    expect(page.text()).toBe('first second');
    for (const { update } of back.of('update')) Y.applyUpdate(ada.doc, update);
    expect(ada.text.toJSON()).toBe('first second');
    expect(room.core.document.authors.get(20)).toEqual(userNamed('bo'));
  });

  it('R80 keeps deletions of what it has lost', async () => {
    const { room, coder } = await writtenRoom(2);
    const bo = writer(40);
    Y.applyUpdate(bo.doc, Y.encodeStateAsUpdate(coder));
    bo.updates.length = 0;
    bo.text.delete(1, 1);
    const client = await room.raw(await room.token('bo'));
    await client.send(updateFrame(bo.updates[0]!), saveAckFrame(1));
    expect(client.of('saveAck')).toHaveLength(1);
    await lose(room, 1);
    await compact(room);
    await bring(room, coder);
    expect((await visitor(room, 'late')).text()).toBe('a');
  });
});

describe('what builds on something lost', () => {
  it('R81 stays in storage through snapshots and restarts', async () => {
    const { room } = await writtenRoom();
    await lose(room, 5);
    await compact(room);
    expect(room.storage.keys().filter((key) => key.startsWith('log/'))).toEqual([]);
    room.restart();
    const page = await visitor(room, 'page');
    expect(page.text()).toBe('abcde');
    // The coder has lost everything after the gap.
    const half = writer(30).doc;
    Y.applyUpdate(half, Y.encodeStateAsUpdate((await writtenRoom(6)).coder));
    await bring(room, half);
    expect(page.text()).toBe('abcdefghijkl');
    room.restart();
    expect((await visitor(room, 'late')).text()).toBe('abcdefghijkl');
  });

  it.each([
    ['a row that is cut short', (bytes: Uint8Array) => bytes.slice(0, -3)],
    ['a row of other bytes', (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x55)],
  ])('R81 stays in storage, as does %s', async (_, damage) => {
    const { room, coder } = await writtenRoom();
    const bytes = (await room.storage.list(keyOf(5))).get(keyOf(5)) as Uint8Array;
    const damaged = damage(bytes);
    await room.storage.write(new Map([[keyOf(5), damaged]]), []);
    room.restart();
    const page = await visitor(room, 'page');
    expect(page.text()).toBe('abcde');
    await compact(room);
    expect((await room.storage.list(keyOf(5))).get(keyOf(5))).toEqual(damaged);
    room.restart();
    await bring(room, coder);
    const late = await visitor(room, 'late');
    expect(late.text()).toBe('abcdefghijkl');
  });

  it('R81 stays in storage, as does the rest of a snapshot that lost a piece', async () => {
    const { room, coder } = await writtenRoom();
    await compact(room);
    const pieces = room.storage.keys().filter((key) => key.startsWith('snapshot/'));
    expect(pieces.length).toBeGreaterThan(2);
    await room.storage.write(new Map(), [pieces[1]!]);
    room.restart();
    const page = await visitor(room, 'page');
    await page.write('hello');
    expect(page.client.of('saveAck')).toHaveLength(1);
    await bring(room, coder);
    expect(page.text()).toBe('abcdefghijkl');
    await compact(room);
    expect(room.storage.keys()).toEqual(expect.arrayContaining([pieces[0], pieces[2]]));
    room.restart();
    expect((await visitor(room, 'late')).text()).toBe('abcdefghijkl');
  });

  it('R81 goes with a purge, which leaves nothing but the document', async () => {
    const { room } = await writtenRoom();
    await room.storage.write(new Map([[keyOf(2), new Uint8Array([1, 2, 3])]]), []);
    await lose(room, 5);
    const coder = await room.raw(await room.serviceToken());
    const order = { type: 'purge', clientId: 4711, user: userNamed('olga'), text: 'not in it' } as const;
    await coder.send(controlFrame(order));
    await expect.poll(() => coder.closed?.code).toBe(closeCode.purged);
    const heads = new Set(room.storage.keys().map((key) => key.split('/')[0]));
    expect(heads).toEqual(new Set(['author', 'snapshot', 'unclean']));
    room.restart();
    const page = await visitor(room, 'page');
    await page.write('hello');
    expect(page.client.of('saveAck')).toHaveLength(1);
  });

  it('R81 is there in the end, whatever was lost and however often the room restarted', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const random = seededRandom(seed);
      const letters = 8 + random.int(18);
      const { room, coder } = await writtenRoom(letters);
      const lost = Array.from({ length: 1 + random.int(4) }, () => random.int(letters));
      await lose(room, ...new Set(lost));
      const page = await visitor(room, 'page');
      page.text();
      if (random.int(2) === 0) {
        await compact(room);
        room.restart();
      }
      const witness = await visitor(room, 'witness');
      witness.text();
      await bring(room, coder);
      const whole = coder.getText('t').toJSON();
      expect([seed, witness.text()]).toEqual([seed, whole]);
      room.restart();
      expect([seed, (await visitor(room, 'late')).text()]).toEqual([seed, whole]);
    }
  });
});
