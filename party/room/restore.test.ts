import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../../test/random.ts';
import { type RawClient, TestRoom, userNamed } from '../../test/test-room.ts';
import { writer } from '../../test/writer.ts';
import { roomLimits, storageLimits, wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import {
  controlFrame,
  saveAckFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from '../../shared/protocol/frames.ts';

const empty = new Uint8Array([0]);

/** Ada and Bo write in turns, one row of the log for each letter; the coder has all of it. */
async function writtenRoom(letters = 12) {
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
async function lose(room: TestRoom, ...letters: number[]): Promise<void> {
  await room.storage.write(
    new Map(),
    letters.map((n) => keyOf(n)),
  );
  room.restart();
}
/** The first row is the seed's. */
const keyOf = (letter: number): string => `log/${String(letter + 2).padStart(12, '0')}/0000`;

/** A client that keeps the replica it is sent. */
async function visitor(room: TestRoom, name: string) {
  const client = await room.raw(await room.token(name));
  const doc = new Y.Doc();
  await client.send(step1Frame(empty));
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

async function bring(room: TestRoom, doc: Y.Doc): Promise<RawClient> {
  const coder = await room.raw(await room.serviceToken());
  await coder.send(step2Frame(Y.encodeStateAsUpdate(doc)), saveAckFrame(1));
  expect(coder.of('saveAck')).toHaveLength(1);
  return coder;
}

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

describe('a page that has what the room lost', () => {
  const codes = async (room: TestRoom, name: string, update: Uint8Array): Promise<number | undefined> => {
    const client = await room.raw(await room.token(name));
    await client.send(step2Frame(update), saveAckFrame(1));
    await room.clock.advance(wireLimits.pendingTimeoutMs + wireLimits.tickMs);
    expect(client.of('saveAck')).toEqual([]);
    return client.closed?.code;
  };

  it('R82 is told to retry until the coder has come, and joins then', async () => {
    const { room, coder, ada, bo } = await writtenRoom();
    await lose(room, 4);
    expect(await codes(room, 'eve', Y.encodeStateAsUpdate(ada))).toBe(closeCode.tryLater);
    expect((await visitor(room, 'page')).text()).toBe('abcd');
    // It would bring Ada's text; the next one builds on that.
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo))).toBe(closeCode.tryLater);
    const had = Y.encodeStateVector(bo);
    bo.getText('t').insert(bo.getText('t').length, '!');
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo, had))).toBe(closeCode.tryLater);
    await room.clock.advance(10 * roomLimits.verifyAuthorsMs);
    await bring(room, coder);
    const back = await room.raw(await room.token('bo'));
    await back.send(step2Frame(Y.encodeStateAsUpdate(bo)), saveAckFrame(1));
    expect(back.of('saveAck')).toHaveLength(1);
    expect((await visitor(room, 'late')).text()).toBe('abcdefghijkl!');
  });

  it('R82 is refused for good when the coder has come and did not have it either', async () => {
    const { room, bo } = await writtenRoom();
    await lose(room, 4);
    await bring(room, new Y.Doc());
    const update = Y.encodeStateAsUpdate(bo);
    const had = Y.encodeStateVector(bo);
    bo.getText('t').insert(bo.getText('t').length, '!');
    const next = Y.encodeStateAsUpdate(bo, had);
    expect(await codes(room, 'bo', update)).toBe(closeCode.tryLater);
    await room.clock.advance(roomLimits.verifyAuthorsMs);
    expect(await codes(room, 'bo', update)).toBe(closeCode.foreignClientId);
    expect(await codes(room, 'bo', next)).toBe(closeCode.replicaRefused);
  });

  it('R82 is refused for good at once when the coder has said that it does not have it', async () => {
    const { room, bo } = await writtenRoom();
    await lose(room, 4);
    const coder = await room.raw(await room.serviceToken());
    await coder.send(step1Frame(empty));
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo))).toBe(closeCode.foreignClientId);
    await coder.send(step1Frame(Y.encodeStateVector(bo)));
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo))).toBe(closeCode.tryLater);
  });
});
