import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../../scripts/ports.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { count, report } from '../../../test/counts.ts';
import { type SeededRandom, seededRandom } from '../../../test/random.ts';
import { peerIn } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';
import { testSecret } from '../../../test/test-room.ts';
import { Typist } from '../../../test/typist.ts';
import { firstSeed } from '../../../test/seed.ts';

const [port = 0, latePort = 0] = await freePorts(2);

interface Toll {
  acked: number;
  /** Edits that were acked but not on disk after the kill. */
  lost: number;
}

/** What a newcomer gets when nobody else is there to bring anything back. */
async function readRoom(server: RoomProcess, room: string) {
  const reader = peerIn(server, room, 'reader');
  await reader.until(({ synced }) => synced, 20_000, 'the reader');
  reader.destroy();
  return reader.doc;
}

/** SIGKILLs the room while everyone types, again and again, and counts what is missing each time. */
async function killWhileTyping(
  server: RoomProcess,
  room: string,
  typists: readonly Typist[],
  kills: number,
  random: SeededRandom,
): Promise<Toll> {
  let lost = 0;
  for (let kill = 0; kill < kills; kill++) {
    for (const typist of typists) typist.start();
    await new Promise((resolve) => setTimeout(resolve, 150 + random.int(350)));
    await server.kill();
    for (const typist of typists) typist.stop();
    await server.start();
    const onDisk = await readRoom(server, room);
    for (const typist of typists) lost += Math.max(0, typist.acked - typist.editsIn(onDisk));
  }
  return { acked: typists.reduce((sum, { acked }) => sum + acked, 0), lost };
}

const typistsIn = (server: RoomProcess, room: string, number: number): Typist[] =>
  Array.from({ length: number }, (_, i) => new Typist(server, room, `typist-${i}`));

describe('kill -9', () => {
  const server = new RoomProcess(port);
  beforeAll(() => server.start());
  afterAll(() => server.destroy());

  it('R15 loses nothing it acked, in SIGKILLs while clients type', async () => {
    const room = newRoomId();
    const kills = count('kills');
    const typists = typistsIn(server, room, count('killClients'));
    const { acked, lost } = await killWhileTyping(server, room, typists, kills, seededRandom(firstSeed + 20));
    report(`${kills} SIGKILLs, ${typists.length} clients: ${acked} edits acked, ${lost} lost`);
    expect(lost).toBe(0);
    // Edits really were being saved, and some were on their way when the room died.
    expect(acked).toBeGreaterThan(kills);
    expect(typists.some(({ acked, typed }) => typed > acked)).toBe(true);
    for (const { peer } of typists) peer.start();
    for (const { peer } of typists) {
      await peer.until(({ synced, unsaved }) => synced && !unsaved, 30_000, 'the end');
    }
    const end = await readRoom(server, room);
    for (const typist of typists) {
      expect(typist.editsIn(end)).toBe(typist.typed);
      for (const { doc } of typists) {
        await expect.poll(() => typist.textsIn(doc), { timeout: 20_000 }).toEqual(typist.textsIn(end));
      }
    }
    for (const { peer } of typists) peer.destroy();
  });
});

describe('the harness', () => {
  const server = new RoomProcess(
    latePort,
    { ROOM_SECRET: testSecret, LATE_MS: '40' },
    'test/trial-room/index.ts',
  );
  beforeAll(() => server.start());
  afterAll(() => server.destroy());

  it('R15 fails when writes come 40 ms after their acks', async () => {
    const room = newRoomId();
    const typists = typistsIn(server, room, 2);
    const { acked, lost } = await killWhileTyping(server, room, typists, 3, seededRandom(firstSeed + 21));
    report(`3 SIGKILLs with writes 40 ms late: ${acked} edits acked, ${lost} lost`);
    expect(lost).toBeGreaterThan(0);
    for (const { peer } of typists) peer.destroy();
  });
});
