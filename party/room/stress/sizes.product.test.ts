import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../../scripts/ports.ts';
import { createFile, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { roomLimits } from '../../../shared/limits.ts';
import { closeCode } from '../../../shared/protocol/close.ts';
import { peerIn } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);

beforeAll(() => server.start());
afterAll(() => server.destroy());

type RoomPeer = ReturnType<typeof peerIn>;

const KIB = 1024;
/** The room accepts this much, to allow for concurrent edits; the page refuses at half of it. */
const most = 2 * roomLimits.maxFileBytes;
const sizes = [128 * KIB, 512 * KIB, 1024 * KIB, 2_000_000, most].flatMap((size) => [
  size - 1,
  size,
  size + 1,
]);
/** Varied characters, so that a piece in the wrong place shows. */
const paste = (size: number): string => 'line of a paste, '.repeat(Math.ceil(size / 17)).slice(0, size);

async function join(room: string, name: string): Promise<RoomPeer> {
  const peer = peerIn(server, room, name);
  await peer.until(({ synced }) => synced, 20_000, `${name}'s sync`);
  return peer;
}

const isWhole = (peer: RoomPeer, size: number): boolean => readAll(peer.doc).get('paste.txt') === paste(size);
const seen = (peer: RoomPeer, size: number): Promise<void> =>
  expect.poll(() => isWhole(peer, size), { timeout: 20_000 }).toBe(true);

async function pasteInto(room: string, size: number): Promise<{ writer: RoomPeer; other: RoomPeer }> {
  const [writer, other] = [await join(room, 'ada'), await join(room, 'bob')];
  const id = createFile(writer.doc, 'paste.txt');
  textOf(writer.doc, id)?.insert(0, paste(size));
  return { writer, other };
}

describe('sizes', () => {
  it.each(sizes.filter((size) => size <= most))('R33 R15 a paste of %i reaches everyone', async (size) => {
    const room = newRoomId();
    const { writer, other } = await pasteInto(room, size);
    await writer.until(({ unsaved }) => !unsaved, 20_000, 'the ack');
    await seen(other, size);
    for (const peer of [writer, other]) peer.destroy();
    // With nobody left in the room, the text can only come from the disk or the room's memory.
    const reloaded = await join(room, 'ada');
    expect(isWhole(reloaded, size)).toBe(true);
    reloaded.destroy();
  });

  it('R33 R15 a paste survives a kill', async () => {
    const room = newRoomId();
    const { writer, other } = await pasteInto(room, most);
    await writer.until(({ unsaved }) => !unsaved, 20_000, 'the ack');
    for (const peer of [writer, other]) peer.destroy();
    await server.kill();
    await server.start();
    const late = await join(room, 'late');
    expect(isWhole(late, most)).toBe(true);
    late.destroy();
  });

  it('R33 R27 one unit more is refused with a reason, and nobody gets any of it', async () => {
    const room = newRoomId();
    const { writer, other } = await pasteInto(room, most + 1);
    await writer.until(({ connection }) => connection === 'refused', 20_000, 'the refusal');
    expect(writer.state.refusal).toMatchObject({ action: 'reload', code: closeCode.replicaRefused });
    expect(writer.state.refusal?.message).toMatch(/too large/);
    expect(writer.state.unsaved).toBe(true);
    const late = await join(room, 'late');
    for (const peer of [other, late]) expect(fileIdAt(peer.doc, 'paste.txt')).toBeUndefined();
    for (const peer of [writer, other, late]) peer.destroy();
  });
});
