import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../../scripts/ports.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { saveAckFrame, updateFrame } from '../../../shared/protocol/frames.ts';
import { report } from '../../../test/counts.ts';
import { tokenFor } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';

const mib = 1024 * 1024;
const people = 6;
/** Frames of one person: no more than the flood limit allows at once (R24). */
const frames = 50_000;

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);
beforeAll(() => server.start());
afterAll(() => server.destroy());

const rss = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.workerdPid}/status`, 'utf8'))?.[1]) * 1024;

/** Sends `frames` empty updates, and waits until the room has handled them. */
async function sendMany(room: string, name: string): Promise<void> {
  const socket = server.socket(room, `token=${await tokenFor(room, name)}&tandem=1`);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const acked = new Promise<void>((resolve, reject) => {
    const ack = Buffer.from(saveAckFrame(frames));
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer && Buffer.from(data).includes(ack)) resolve();
    });
    socket.addEventListener('close', ({ code }) => reject(new Error(`closed with ${code}`)));
  });
  const frame = new Uint8Array(updateFrame(new Uint8Array([0, 0])));
  for (let i = 0; i < frames; i++) socket.send(frame);
  socket.send(new Uint8Array(saveAckFrame(frames)));
  await acked;
  socket.close();
}

it('R63 keeps no memory of messages that it has handled', async () => {
  const room = newRoomId();
  // The first round pays for compilation and for the heap's growth to its usual size.
  await sendMany(room, 'first');
  const before = rss();
  for (let i = 0; i < people; i++) await sendMany(room, `person ${i}`);
  const each = (rss() - before) / (people * frames);
  report(`${people * frames} messages: ${each.toFixed(0)} bytes of memory kept for each`);
  expect(rss() - before).toBeLessThan(64 * mib);
});
