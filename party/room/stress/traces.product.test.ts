import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { freePorts } from '../../../scripts/ports.ts';
import { createFile, fileIdAt, textOf } from '../../../shared/doc.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { report } from '../../../test/counts.ts';
import { peerIn } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';
import { replay, type Trace, twoTraces } from '../../../test/traces.ts';

/** How many changes may be unacked. */
const windowChanges = 100;

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);

beforeAll(() => server.start());
afterAll(() => server.destroy());

type RoomPeer = ReturnType<typeof peerIn>;

async function typeTrace(peer: RoomPeer, { name, changes }: Trace): Promise<void> {
  const text = textOf(peer.doc, createFile(peer.doc, name));
  if (!text) throw new Error('the file was just made');
  for (const [i, patches] of changes.entries()) {
    replay(text, patches);
    // Each keystroke is a batch of its own.
    await new Promise((resolve) => setImmediate(resolve));
    if (i % windowChanges === 0) await saved(peer);
  }
  await saved(peer);
}

const saved = (peer: RoomPeer): Promise<void> => peer.until(({ unsaved }) => !unsaved, 30_000, 'an ack');
const contentOf = (doc: Y.Doc, { name }: Trace): string | undefined =>
  textOf(doc, fileIdAt(doc, name) ?? '')?.toJSON();

it('R23 R32 ends with what was typed when two people type two files as fast as the room takes it', async () => {
  const traces = await twoTraces();
  const room = newRoomId();
  const peers = [peerIn(server, room, 'ada'), peerIn(server, room, 'bob')] as const;
  for (const peer of peers) await peer.until(({ synced }) => synced, 10_000, 'sync');
  const startMs = performance.now();
  await Promise.all([typeTrace(peers[0], traces[0]), typeTrace(peers[1], traces[1])]);
  const seconds = (performance.now() - startMs) / 1_000;
  const expectEnd = async (peer: RoomPeer): Promise<void> => {
    for (const trace of traces) {
      await expect.poll(() => contentOf(peer.doc, trace) === trace.end, { timeout: 20_000 }).toBe(true);
    }
  };
  const join = async (): Promise<number> => {
    const joinMs = performance.now();
    const late = peerIn(server, room, 'late');
    await late.until(({ synced }) => synced, 30_000, 'a late joiner');
    const tookMs = performance.now() - joinMs;
    await expectEnd(late);
    late.destroy();
    return tookMs;
  };
  for (const peer of peers) await expectEnd(peer);
  const lateMs = await join();
  for (const peer of peers) peer.destroy();
  await server.kill();
  await server.start();
  const restartedMs = await join();
  const changes = traces.map(({ changes }) => changes.length);
  report(
    `${traces.map(({ name }) => name).join(' + ')}: ${changes.join(' + ')} changes in ${seconds.toFixed(1)} s, ` +
      `${(changes.reduce((sum, n) => sum + n) / seconds).toFixed(0)} a second; late join ${lateMs.toFixed(0)} ms, ` +
      `after a restart ${restartedMs.toFixed(0)} ms; all equal`,
  );
});
