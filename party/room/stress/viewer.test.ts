import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { closeCode } from '../../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, step2Frame, updateFrame } from '../../../shared/protocol/frames.ts';
import { settle } from '../../../test/clock.ts';
import { count, report } from '../../../test/counts.ts';
import { DirectClient } from '../../../test/direct-client.ts';
import { HostileFrames } from '../../../test/hostile-frames.ts';
import { seededRandom } from '../../../test/random.ts';
import { TestRoom } from '../../../test/test-room.ts';
import { firstSeed } from '../../../test/seed.ts';

const framesALook = 1_000;

/** What a newcomer gets from the room. */
async function textOf(room: TestRoom, token: string): Promise<Uint8Array[]> {
  const reader = await DirectClient.open(room, token);
  reader.tell(step1Frame(Y.encodeStateVector(new Y.Doc())));
  await settle();
  reader.leave();
  return reader.takeHeard().flatMap((message) => (message.type === 'step2' ? [message.update] : []));
}

it('R9 lets a viewer change nothing, however many frames it sends', async () => {
  const room = new TestRoom();
  const random = seededRandom(firstSeed + 9);
  const hostile = new HostileFrames(random);
  const editor = await DirectClient.open(room, await room.token('ada'));
  const doc = new Y.Doc();
  doc.getText('t').insert(0, 'as it is');
  editor.tell(updateFrame(Y.encodeStateAsUpdate(doc)));
  await settle();
  editor.takeHeard();
  const [token, viewers] = [await room.token('bob'), await room.token('eve', 'viewer')];
  const before = await textOf(room, token);
  const { writes } = room.storage;
  // The time of presence is stored once a minute.
  const keysNow = (): string[] => room.storage.keys().filter((key) => key !== 'presence');
  const keys = keysNow();
  const startMs = room.clock.now();
  const deletion = (): Uint8Array => {
    const copy = new Y.Doc();
    for (const update of before) Y.applyUpdate(copy, update);
    copy.getText('t').delete(random.int(8), 1);
    return Y.encodeStateAsUpdate(copy, random.pick([new Uint8Array([0]), Y.encodeStateVector(copy)]));
  };
  const insertion = (): Uint8Array => {
    const copy = new Y.Doc();
    copy.getText('t').insert(0, 'mine');
    return Y.encodeStateAsUpdate(copy);
  };
  const total = count('viewerFrames');
  let refused = 0;
  let viewer: DirectClient | undefined;
  for (let sent = 0; sent < total; sent++) {
    if (!viewer || viewer.closed !== undefined) {
      if (viewer?.closed === closeCode.role) refused++;
      viewer = await DirectClient.open(room, viewers);
    }
    const frame = random.pick([
      () => random.pick([updateFrame, step2Frame])(random.pick([deletion, insertion])()),
      () => hostile.next(),
    ])();
    viewer.tell(frame, saveAckFrame(sent));
    if (sent % framesALook !== 0) continue;
    await room.clock.advance(1_000);
    editor.tell(step2Frame(new Uint8Array([0, 0])));
    expect(await textOf(room, token)).toEqual(before);
  }
  await settle();
  expect(await textOf(room, token)).toEqual(before);
  expect(keysNow()).toEqual(keys);
  const minutes = Math.ceil((room.clock.now() - startMs) / 60_000);
  expect(room.storage.writes - writes).toBeLessThanOrEqual(minutes);
  expect(editor.closed).toBeUndefined();
  const kinds = new Set(editor.takeHeard().map(({ type }) => type));
  expect([...kinds].filter((type) => type === 'update' || type === 'control')).toEqual([]);
  report(`${total} frames of viewers, ${refused} sockets closed with 4403: nothing changed`);
});
