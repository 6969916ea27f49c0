import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { TestRoom } from '../../test/test-room.ts';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, step2Frame, updateFrame } from '../../shared/protocol/frames.ts';

const emptyVector = Y.encodeStateVector(new Y.Doc());
const nothingNew = step2Frame(Y.encodeStateAsUpdate(new Y.Doc()));
const mib = 1024 * 1024;

/** Updates of one writer, each a little over this many bytes. */
function* typing(bytes: number): Generator<Uint8Array> {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => void updates.push(update));
  for (let n = 0; ; n++) {
    doc.getText(`t${n}`).insert(0, 'x'.repeat(bytes));
    yield updateFrame(updates.at(-1) ?? new Uint8Array());
  }
}

/** A room with a document of this size. */
async function roomOf(megabytes: number): Promise<TestRoom> {
  const room = new TestRoom();
  const writer = await room.raw(await room.token('bob'));
  const updates = typing(mib / 2);
  for (let i = 0; i < megabytes * 2; i++) await writer.send(updates.next().value, nothingNew);
  await writer.leave();
  return room;
}

describe('backpressure', () => {
  it('R26 probes after each 1 MiB, and closes a client with 1013 that falls behind and does not answer within 8 s', async () => {
    const room = new TestRoom();
    const [writer, deaf, reader] = [
      await room.raw(await room.token('ada')),
      await room.raw(await room.token('eve')),
      await room.raw(await room.token('bob'), ''),
    ];
    const updates = typing(mib / 4);
    for (let asked = 1; asked <= 3; asked++) {
      for (let i = 0; i < 4; i++) await writer.send(updates.next().value);
      expect(reader.of('step1')).toHaveLength(1 + asked);
      await reader.send(nothingNew);
    }
    expect(deaf.of('step1')).toHaveLength(2);
    for (let i = 0; i < 4; i++) await writer.send(updates.next().value);
    await reader.send(nothingNew);
    await room.clock.advance(wireLimits.readTimeoutMs - 1);
    expect(deaf.closed).toBeUndefined();
    // It sends, but still does not read.
    await deaf.send(saveAckFrame(1));
    // What was sent beyond the 1 MiB extends the deadline too.
    await room.clock.advance(wireLimits.readTimeoutMs / 100);
    expect(deaf.closed?.code).toBe(closeCode.tryLater);
    expect(reader.closed).toBeUndefined();
    await writer.send(updates.next().value, saveAckFrame(1));
    expect(writer.of('saveAck')).toHaveLength(1);
    expect(reader.of('update')).toHaveLength(17);
  });

  it('R26 keeps our own peers, viewers included, because they answer', async () => {
    const room = new TestRoom();
    const writer = await room.raw(await room.token('ada'));
    const peers = [room.peer('bob'), room.peer('eve', 'viewer')];
    for (const peer of peers) await peer.until(({ synced }) => synced, 5_000, 'sync');
    const updates = typing(mib / 4);
    for (let i = 0; i < 9; i++) await writer.send(updates.next().value);
    await room.clock.advance(2 * wireLimits.readTimeoutMs);
    await writer.send(updates.next().value);
    await settle();
    for (const peer of peers) {
      expect(peer.state.connection).toBe('online');
      expect(peer.doc.getText('t9').length).toBe(mib / 4);
      peer.destroy();
    }
  });

  it('R26 gives a large document the time that a slow connection needs', async () => {
    const room = await roomOf(6);
    const slow = await room.raw(await room.token('ada'));
    await slow.send(step1Frame(emptyVector));
    for (let waited = 0; waited < 10; waited++) {
      await room.clock.advance(wireLimits.slowReadTimeoutMs / 2);
      await slow.send(saveAckFrame(1));
    }
    expect(slow.closed).toBeUndefined();
    await room.clock.advance(2 * wireLimits.slowReadTimeoutMs);
    expect(slow.closed?.code).toBe(closeCode.tryLater);
  });

  it('R26 gives a slow connection 40 s for each 1 MiB while it falls no further behind', async () => {
    const room = new TestRoom();
    const [writer, slow] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    const updates = typing(mib / 4);
    for (let i = 0; i < 4; i++) await writer.send(updates.next().value);
    expect(slow.of('step1')).toHaveLength(2);
    for (let waited = 0; waited < 2; waited++) {
      await room.clock.advance(wireLimits.slowReadTimeoutMs / 2 - 1);
      await slow.send(saveAckFrame(1));
      await writer.send(saveAckFrame(1));
    }
    expect(slow.closed).toBeUndefined();
    await slow.send(nothingNew);
    await room.clock.advance(wireLimits.readTimeoutMs);
    expect(slow.closed).toBeUndefined();
  });

  it('R26 stops sending when too much is unread, then closes the connection', async () => {
    const room = await roomOf(8);
    const greedy = await room.raw(await room.token('eve'));
    // The pace at which a document of this size is sent.
    const paceMs = ((8 * mib) / wireLimits.answerBytesPerSecond) * 1_000;
    for (let i = 0; i < 12; i++) {
      await greedy.send(step1Frame(emptyVector));
      await room.clock.advance(paceMs);
    }
    // The first was sent before the probe; an answer that begins within the limit may end past it.
    expect(greedy.of('step2').length).toBeLessThanOrEqual(2 + wireLimits.maxUnreadBytes / (8 * mib));
    await room.clock.advance(wireLimits.tickMs);
    expect(greedy.closed?.code).toBe(closeCode.tryLater);
  });
});
