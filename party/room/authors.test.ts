import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { type RawClient, TestRoom, userNamed } from '../../test/test-room.ts';
import { writer } from '../../test/writer.ts';
import { roomLimits, storageLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame, saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import type { Author } from '../../shared/roles.ts';
import type { StoredValue } from './host.ts';
import { packAuthors } from './packed-authors.ts';
import { load, putPieces } from './storage-layout.ts';

const perHour = roomLimits.newAuthorsPerHour;

/** A letter by a client id. */
function letterBy(clientId: number): Uint8Array {
  const { text, updates } = writer(clientId);
  text.insert(0, 'x');
  return updates[0]!;
}

/** A room in which somebody else has written, so that nobody counts as bringing it back. */
async function usedRoom(): Promise<TestRoom> {
  const room = new TestRoom();
  await (await room.raw(await room.token('zoe'))).send(updateFrame(letterBy(11)));
  await (await room.raw(await room.token('yan'))).send(updateFrame(letterBy(12)));
  return room;
}

/** Pages of one user, each of which writes a letter under an id of its own. */
async function openPages(room: TestRoom, name: string, first: number, count: number): Promise<RawClient[]> {
  const pages: RawClient[] = [];
  for (let id = first; id < first + count; id++) {
    const page = await room.raw(await room.token(name));
    await page.send(updateFrame(letterBy(id)), saveAckFrame(1));
    await page.leave();
    pages.push(page);
  }
  return pages;
}

async function compact(room: TestRoom): Promise<void> {
  const { text, updates } = writer(3);
  text.insert(0, 'x'.repeat(storageLimits.compactLogBytes));
  const coder = await room.raw(await room.serviceToken());
  await coder.send(updateFrame(updates[0]!), saveAckFrame(1));
  expect(coder.of('saveAck')).toHaveLength(1);
  await coder.leave();
}

const keysOf = ({ storage }: TestRoom, prefix: string): string[] =>
  storage.keys().filter((key) => key.startsWith(prefix));

const manyAuthors = (count: number): [number, Author][] =>
  Array.from({ length: count }, (_, n) => [10_000 + 3 * n, userNamed(`user ${n % 40}`)]);

afterEach(() => vi.restoreAllMocks());

describe('new client ids', () => {
  it('R84 of one user are limited in an hour; what they already have still works, and others are not affected', async () => {
    const room = await usedRoom();
    const pages = await openPages(room, 'ada', 1_000, perHour + 1);
    expect(pages.filter((page) => page.of('saveAck').length === 1)).toHaveLength(perHour);
    expect(pages.at(-1)?.closed?.code).toBe(closeCode.tryLater);
    expect((await openPages(room, 'bo', 5_000, 1))[0]?.of('saveAck')).toHaveLength(1);
    const again = await room.raw(await room.token('ada'));
    const mine = writer(1_000);
    mine.text.insert(0, 'x');
    mine.text.insert(1, 'y');
    await again.send(updateFrame(mine.updates[1]!), saveAckFrame(1));
    expect(again.of('saveAck')).toHaveLength(1);
    await room.clock.advance((2 * 3_600_000) / perHour);
    const [late] = await openPages(room, 'ada', 1_000 + perHour, 1);
    expect(late?.of('saveAck')).toHaveLength(1);
  });

  it('R84 are not limited for whoever brings a lost room back, nor for the coder', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const all = Y.mergeUpdates(Array.from({ length: 2 * perHour }, (_, n) => letterBy(1_000 + n)));
    await ada.send(updateFrame(all), saveAckFrame(1));
    expect(ada.of('saveAck')).toHaveLength(1);
    // What she brought back is not counted against her next pages, whoever has written since.
    expect((await openPages(room, 'bo', 5_000, 1))[0]?.of('saveAck')).toHaveLength(1);
    const pages = await openPages(room, 'ada', 6_000, perHour + 1);
    expect(pages.filter((page) => page.of('saveAck').length === 1)).toHaveLength(perHour);
    const coder = await room.raw(await room.serviceToken());
    for (let n = 0; n < 2 * perHour; n++)
      await coder.send(controlFrame({ type: 'claim', clientId: 9_000 + n, user: userNamed('bo') }));
    expect(room.core.document.authors.size).toBe(5 * perHour + 1);
  });

  it('R42 are taken from nobody but the coder once a room has very many; those it has still work', async () => {
    const room = await usedRoom();
    const puts = new Map<string, StoredValue>();
    const many = manyAuthors(roomLimits.maxAuthors);
    putPieces(puts, 'authors/000000000001', packAuthors([...many, [77, userNamed('ada')]]));
    await room.storage.write(puts, []);
    room.restart();
    const [page] = await openPages(room, 'ada', 99, 1);
    expect(page?.closed?.code).toBe(closeCode.replicaRefused);
    expect(page?.controls('rejected')[0]?.message).toMatch(/new one/);
    const old = await room.raw(await room.token('ada'));
    await old.send(updateFrame(letterBy(77)), saveAckFrame(1));
    expect(old.of('saveAck')).toHaveLength(1);
    const coder = await room.raw(await room.serviceToken());
    await coder.send(controlFrame({ type: 'claim', clientId: 98, user: userNamed('ada') }));
    await coder.send(updateFrame(letterBy(98)), saveAckFrame(1));
    expect(coder.of('saveAck')).toHaveLength(1);
  });

  it('R42 leave a state vector small enough to be read', async () => {
    const all = Array.from({ length: roomLimits.maxAuthors }, (_, n): [number, number] => [
      0xffff_ffff - n,
      1_000_000,
    ]);
    const room = await usedRoom();
    const page = await room.raw(await room.token('ada'));
    await page.send(step1Frame(Y.encodeStateVector(new Map(all))));
    expect(page.of('step2')).toHaveLength(1);
  });
});

describe('stored authors', () => {
  it('R85 are packed with a snapshot when they are many, and are the same after a restart', async () => {
    const room = await usedRoom();
    const many = manyAuthors(2_000);
    await room.storage.write(new Map(many.map(([id, author]) => [`author/${id}`, author])), []);
    room.restart();
    await compact(room);
    expect(keysOf(room, 'author/')).toEqual([]);
    expect(keysOf(room, 'authors/')).toHaveLength(1);
    // Newer ones have rows of their own, and say more than the packed ones.
    const coder = await room.raw(await room.serviceToken());
    const turn = { type: 'claim', clientId: 10_000, user: userNamed('bo'), turn: 'turn-1' } as const;
    await coder.send(controlFrame(turn));
    await openPages(room, 'ada', 5, 1);
    const before = new Map(room.core.document.authors.entries());
    expect(before.size).toBe(2_000 + 3);
    room.restart();
    await room.raw(await room.token('late'));
    const after = new Map(room.core.document.authors.entries());
    expect(after).toEqual(before);
    expect(after.get(10_000)).toEqual({ ...userNamed('bo'), turn: 'turn-1' });
    // One object for each user, not for each id.
    expect(new Set(after.values()).size).toBe(40 + 1 + 3);
    expect((await load(room.storage)).layout.authorKeys.size).toBe(2);
  });

  it('R85 that cannot be read leave their ids to nobody but the coder, and stay in storage', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const room = await usedRoom();
    await room.storage.write(new Map(manyAuthors(600).map(([id, author]) => [`author/${id}`, author])), []);
    room.restart();
    await compact(room);
    const [key] = keysOf(room, 'authors/');
    const bytes = (await room.storage.list(key!)).get(key!) as Uint8Array;
    await room.storage.write(new Map([[key!, bytes.slice(0, -1)]]), []);
    room.restart();
    const [page] = await openPages(room, 'ada', 50, 1);
    expect(page?.of('saveAck')).toHaveLength(1);
    const thief = await room.raw(await room.token('eve'));
    const { text, updates } = writer(11);
    text.insert(0, 'x');
    text.insert(1, 'stolen');
    await thief.send(updateFrame(updates.at(-1)!), saveAckFrame(1));
    expect(thief.of('saveAck')).toEqual([]);
    const coder = await room.raw(await room.serviceToken());
    await coder.send(controlFrame({ type: 'claim', clientId: 11, user: userNamed('zoe') }));
    expect(room.core.document.authors.get(11)).toEqual(userNamed('zoe'));
    expect(keysOf(room, 'authors/')).toEqual([key]);
  });
});
