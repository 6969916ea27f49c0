import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { presenceFrame } from '../../test/presence-frame.ts';
import { type RawClient, TestRoom } from '../../test/test-room.ts';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { splitFrame } from '../../shared/protocol/chunks.ts';
import { saveAckFrame, step1Frame, step2Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { FloodMeter } from './rate-limits.ts';
import { Flooders } from './flooders.ts';

const emptyUpdate = updateFrame(new Uint8Array([0, 0]));
const windowSeconds = wireLimits.floodWindowMs / 1_000;

/** Frames that hold this many messages in total, as many in each as a client may put there. */
function together(count: number, message: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let left = count; left > 0; left -= wireLimits.maxFrameMessages) {
    const inThis = Math.min(left, wireLimits.maxFrameMessages);
    const frame = new Uint8Array(inThis * message.byteLength);
    for (let i = 0; i < inThis; i++) frame.set(message, i * message.byteLength);
    frames.push(frame);
  }
  return frames;
}

const states = (client: RawClient): string[] =>
  client.of('awareness').map(({ update }) => new TextDecoder().decode(update));

describe('FloodMeter', () => {
  const many = together(wireLimits.floodUpdatesPerSecond + 1, emptyUpdate);
  const large = together(Math.ceil(wireLimits.floodBytesPerSecond / 2 / 60_004) + 1, updateOf(60_000));

  it.each([
    ['updates', many],
    ['requests', together(wireLimits.floodUpdatesPerSecond + 1, step1Frame(new Uint8Array([0])))],
    ['bytes', [...large, ...large]],
  ])('R24 closes with 4429 when too many %s come throughout the window', async (_, frames) => {
    const room = new TestRoom();
    const [eve, bob] = [await room.raw(await room.token('eve')), await room.raw(await room.token('bob'))];
    for (let second = 0; second < windowSeconds; second++) {
      await eve.send(...frames);
      expect(eve.closed).toBeUndefined();
      await room.clock.advance(1_000);
    }
    await eve.send(emptyUpdate);
    expect(eve.closed?.code).toBe(closeCode.flood);
    await bob.send(saveAckFrame(1));
    expect(bob.of('saveAck')).toHaveLength(1);
  });

  it('R24 accepts a burst that ends before the window does, again and again', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    for (let round = 0; round < 3; round++) {
      for (let second = 1; second < windowSeconds; second++) {
        await client.send(...many, ...large, ...large);
        await room.clock.advance(1_000);
      }
      await client.send(emptyUpdate);
      await room.clock.advance(1_000);
    }
    await client.send(saveAckFrame(1));
    expect(client.of('saveAck')).toHaveLength(1);
  });

  it('R24 closes a client that sends far too much in total, even with pauses', async () => {
    const room = new TestRoom();
    const eve = await room.raw(await room.token('eve'));
    const burst = Array.from({ length: 8 }, () => large).flat();
    let seconds = 0;
    for (; !eve.closed && seconds < 180; seconds += 3) {
      await eve.send(...burst);
      await room.clock.advance(3_000);
    }
    expect(eve.closed?.code).toBe(closeCode.flood);
    expect(seconds).toBeGreaterThan(30);
  });

  it('R24 accepts a first sync as large as a room may be, however slowly it comes', async () => {
    const room = new TestRoom();
    const client = await room.raw(await room.token('ada'));
    const doc = new Y.Doc();
    for (let i = 0; i < 15; i++) doc.getText(`t${i}`).insert(0, 'x'.repeat(1_000_000));
    const pieces = [...splitFrame(step2Frame(Y.encodeStateAsUpdate(doc)))];
    // About 256 kbit/s, with a long pause now and then.
    for (const [i, piece] of pieces.entries()) {
      await client.send(piece);
      await room.clock.advance(i % 25 === 0 ? wireLimits.batchTimeoutMs - 100 : 1_000);
    }
    await client.send(saveAckFrame(1));
    expect(client.of('saveAck')).toHaveLength(1);
  });

  it('R24 accepts less from viewers', async () => {
    const room = new TestRoom();
    const frames = together(wireLimits.viewerFloodSurplusUpdates + 1, emptyUpdate);
    const [eve, bob] = [
      await room.raw(await room.token('eve', 'viewer')),
      await room.raw(await room.token('bob')),
    ];
    await eve.send(...frames);
    expect(eve.closed?.code).toBe(closeCode.flood);
    await bob.send(...frames, saveAckFrame(1));
    expect(bob.of('saveAck')).toHaveLength(1);
  });

  it('R24 keeps a flooder out for a minute, and nobody else', async () => {
    const room = new TestRoom();
    const token = await room.token('eve', 'viewer');
    const eve = await room.raw(token);
    const other = await room.raw(token);
    await eve.send(...together(wireLimits.viewerFloodSurplusUpdates + 1, emptyUpdate));
    expect(eve.closed?.code).toBe(closeCode.flood);
    expect(other.closed).toBeUndefined();
    expect((await room.raw(token)).closed?.code).toBe(closeCode.flood);
    expect((await room.raw(await room.token('bob', 'viewer'))).closed).toBeUndefined();
    await room.clock.advance(wireLimits.floodCooldownMs - 1);
    expect((await room.raw(token)).closed?.code).toBe(closeCode.flood);
    await room.clock.advance(1);
    expect((await room.raw(token)).closed).toBeUndefined();
  });

  it('R24 keeps a flooder out of only that room', () => {
    const flooders = new Flooders();
    flooders.add('a', 'eve', 0);
    flooders.add('b', 'bob', 10);
    expect(flooders.has('a', 'eve', 20)).toBe(true);
    expect(flooders.has('b', 'eve', 20)).toBe(false);
    flooders.add('a', 'eve', 30);
    flooders.add('c', 'ada', wireLimits.floodCooldownMs + 10);
    expect(flooders.has('b', 'bob', wireLimits.floodCooldownMs + 10)).toBe(false);
    expect(flooders.has('a', 'eve', wireLimits.floodCooldownMs + 29)).toBe(true);
  });

  it('R24 does not count the coder, whose callers are counted', async () => {
    const room = new TestRoom();
    const coder = await room.raw(await room.serviceToken());
    for (let second = 0; second <= windowSeconds; second++) {
      await coder.send(...many, ...large, ...large);
      await room.clock.advance(1_000);
    }
    await coder.send(saveAckFrame(1));
    expect(coder.of('saveAck')).toHaveLength(1);
  });

  it('R24 counts the work that a connection causes', () => {
    const meter = new FloodMeter('editor');
    const { floodWorkPerSecond, floodSurplusWork } = wireLimits;
    for (let second = 0; second < 100; second++) {
      expect(meter.work(floodWorkPerSecond, second * 1_000)).toBe(false);
    }
    expect(meter.work(floodSurplusWork, 100_000)).toBe(false);
    expect(meter.work(1, 100_000)).toBe(true);
  });
});

describe('PresencePace', () => {
  it('R25 shows every state of a client that keeps a page’s pace', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    for (let i = 1; i <= 60; i++) {
      await ada.send(presenceFrame([10, i, { file: `f${i}` }]));
      await room.clock.advance(wireLimits.awarenessIntervalMs);
    }
    expect(bob.of('awareness')).toHaveLength(60);
  });

  it('R25 shows no more than the pace allows, and the newest state in the end', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const seconds = 3;
    for (let i = 1; i <= seconds * 200; i++) {
      await ada.send(presenceFrame([10, i, { file: `f${i}` }]));
      await room.clock.advance(5);
    }
    await room.clock.advance(wireLimits.awarenessIntervalMs);
    // A burst of a second's worth, and then the pace.
    expect(bob.of('awareness').length).toBeLessThanOrEqual((seconds + 1) * 20 + 1);
    expect(states(bob).at(-1)).toContain(`"f${seconds * 200}"`);
    expect(ada.closed).toBeUndefined();
  });

  it('R25 shows that someone left, however fast they moved before', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    for (let i = 1; i <= 40; i++) await ada.send(presenceFrame([10, i, { file: `f${i}` }]));
    await ada.send(presenceFrame([10, 41, null]));
    await ada.leave();
    await room.clock.advance(1_000);
    expect(states(bob).at(-1)).toContain('null');
  });
});

/** An update of about this many bytes, new only the first time. */
function updateOf(bytes: number): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, 'x'.repeat(bytes));
  return updateFrame(Y.encodeStateAsUpdate(doc));
}
