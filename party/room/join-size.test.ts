import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { settle } from '../../test/clock.ts';
import { TestRoom } from '../../test/test-room.ts';

const letters = 4;

/** How many bytes a page gets that joins a room in which so many client ids have written a few letters each. */
async function bytesToJoin(clientIds: number): Promise<number> {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  for (let client = 0; client < clientIds; client++) {
    doc.clientID = 4_000_000_000 + client;
    text.insert(0, 'word'.slice(0, letters));
  }
  const room = new TestRoom();
  const coder = await room.raw(await room.serviceToken());
  await coder.send(updateFrame(Y.encodeStateAsUpdate(doc)));
  expect(coder.closed).toBeUndefined();
  const socket = room.socket(await room.token('ada'));
  let bytes = 0;
  socket.addEventListener('message', (event) => {
    if (event instanceof MessageEvent) bytes += Buffer.byteLength(event.data as ArrayBuffer | string);
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  socket.send(step1Frame(Y.encodeStateVector(new Y.Doc())));
  await settle();
  return bytes;
}

it('R65 a page that joins gets at most 32 bytes for each client id that the room has seen, beside the text', async () => {
  const [few, many] = [await bytesToJoin(100), await bytesToJoin(2_100)];
  const each = (many - few) / 2_000 - letters;
  expect(each).toBeGreaterThan(0);
  expect(each).toBeLessThanOrEqual(32);
});
