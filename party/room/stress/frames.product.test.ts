import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../../scripts/ports.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { Canary } from '../../../test/canary.ts';
import { count, report } from '../../../test/counts.ts';
import { HostileFrames } from '../../../test/hostile-frames.ts';
import { seededRandom } from '../../../test/random.ts';
import { peerIn, tokenFor } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';
import { firstSeed } from '../../../test/seed.ts';

const framesARoom = 1_000;
/** Few enough that the room reads most of them before it closes the socket. */
const framesASocket = 4;
const socketsAtOnce = 10;

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);

beforeAll(() => server.start());
afterAll(() => server.destroy());

/** Opens a socket, sends these and closes it. Resolves when the socket is closed, by either side. */
function sendAll(room: string, token: string, messages: (Uint8Array | string)[]): Promise<void> {
  const socket = server.socket(room, `token=${token}&tandem=1`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isOpen = false;
  socket.addEventListener('open', () => {
    isOpen = true;
    for (const message of messages) {
      socket.send(typeof message === 'string' ? message : new Uint8Array(message));
    }
    socket.close();
  });
  socket.addEventListener('close', () =>
    isOpen ? resolve() : reject(new Error('the room does not answer any more')),
  );
  return promise;
}

it('R11 R21 R30 serves honest people while hostile frames come over a socket', async () => {
  const frames = new HostileFrames(seededRandom(firstSeed + 20_261_123));
  const total = count('socketFrames');
  for (let sent = 0; sent < total;) {
    const room = newRoomId();
    const canary = new Canary(peerIn(server, room, 'ada'), peerIn(server, room, 'bob'));
    const token = await tokenFor(room, 'eve');
    for (let i = 0; i < framesARoom && sent < total; i += socketsAtOnce * framesASocket) {
      const batches = Array.from({ length: socketsAtOnce }, () =>
        Array.from({ length: framesASocket }, () => frames.next()),
      );
      await Promise.all(batches.map((batch) => sendAll(room, token, batch)));
      sent += socketsAtOnce * framesASocket;
      await canary.sing(`${sent}`);
    }
    const late = peerIn(server, room, 'eve');
    await late.until(({ synced }) => synced, 10_000, 'a late joiner');
    await canary.heardBy(late.doc);
    late.destroy();
    canary.end();
  }
  expect((await fetch(`http://127.0.0.1:${port}/health`)).ok).toBe(true);
  report(`${total} hostile frames over ${total / framesASocket} real sockets, the canary synced throughout`);
});
