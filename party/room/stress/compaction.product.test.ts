import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { freePorts } from '../../../scripts/ports.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { count, report } from '../../../test/counts.ts';
import { peerIn } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';
import { testSecret } from '../../../test/test-room.ts';
import { callTrial, stopPoints } from '../../../test/trial-room/wire.ts';

const pasteLength = 40_000;

const [port = 0, listenPort = 0] = await freePorts(2);
const server = new RoomProcess(port, { ROOM_SECRET: testSecret }, 'test/trial-room/index.ts');

/** What the room reports: that it has stopped in a compaction. */
const heard = { stopped: false };
const listener = createServer((_, response) => {
  heard.stopped = true;
  response.end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(listenPort, '127.0.0.1', resolve));
  await server.start();
});
afterAll(async () => {
  listener.close();
  await server.destroy();
});

const textOf = (doc: Y.Doc): string => doc.getText('t').toJSON();

/** Pastes until the room stops in a compaction. @returns the text that was acked before. */
async function pasteUntilStopped(peer: ReturnType<typeof peerIn>): Promise<string> {
  const text = peer.doc.getText('t');
  let acked = text.toJSON();
  while (!heard.stopped) {
    const word = String(text.length / pasteLength);
    // The log must grow, and the document must not.
    peer.doc.transact(() => {
      text.delete(0, text.length - (text.length % (4 * pasteLength)));
      text.insert(text.length, word.padEnd(pasteLength, '.'));
    });
    while (peer.state.unsaved && !heard.stopped) await new Promise((resolve) => setTimeout(resolve, 5));
    if (!peer.state.unsaved) acked = text.toJSON();
  }
  return acked;
}

it('R15 R31 has what it acked, and one snapshot, wherever a compaction is killed', async () => {
  const room = newRoomId();
  const kills = count('compactionKills');
  const writer = peerIn(server, room, 'ada');
  for (let kill = 0; kill < kills; kill++) {
    const point = stopPoints[kill % stopPoints.length] ?? 'before its puts';
    await writer.until(({ synced, unsaved }) => synced && !unsaved, 20_000, `the writer before kill ${kill}`);
    heard.stopped = false;
    await callTrial(server, room, { call: 'stop', at: point, tell: `http://127.0.0.1:${listenPort}` });
    const acked = await pasteUntilStopped(writer);
    await server.kill();
    writer.stop();
    await server.start();
    const reader = peerIn(server, room, 'reader');
    await reader.until(({ synced }) => synced, 20_000, 'the reader');
    // What was on its way may be there or not; any other text is a fault.
    expect([acked, textOf(writer.doc)], `${point}, kill ${kill}`).toContain(textOf(reader.doc));
    reader.destroy();
    writer.start();
  }
  await writer.until(({ synced, unsaved }) => synced && !unsaved, 20_000, 'the end');
  const late = peerIn(server, room, 'late');
  await late.until(({ synced }) => synced, 20_000, 'a late joiner');
  expect(textOf(late.doc)).toBe(textOf(writer.doc));
  for (const peer of [writer, late]) peer.destroy();
  report(`${kills} SIGKILLs in compactions, over ${stopPoints.length} places: nothing acked was lost`);
});
