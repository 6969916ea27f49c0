import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { TestRoom } from '../../test/test-room.ts';
import { writer } from '../../test/writer.ts';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';

const empty = new Uint8Array([0]);
const mib = 1024 * 1024;

const joined = (...messages: Uint8Array[]): Uint8Array =>
  new Uint8Array(messages.flatMap((message) => [...message]));

const repeated = (count: number, message: Uint8Array): Uint8Array =>
  joined(...Array.from({ length: count }, () => message));

describe('answers', () => {
  it('R39 answers all requests of one batch once, from the newest state vector', async () => {
    const room = new TestRoom();
    const [ada, eve] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    const doc = new Y.Doc();
    doc.clientID = 10;
    doc.getText('t').insert(0, 'some text');
    await ada.send(updateFrame(Y.encodeStateAsUpdate(doc)));
    const all = new Y.Doc();
    await eve.send(step1Frame(empty));
    Y.applyUpdate(all, eve.of('step2')[0]!.update);
    expect(all.getText('t').toJSON()).toBe('some text');
    const frame = new Uint8Array([
      ...repeated(wireLimits.maxFrameMessages - 1, step1Frame(empty)),
      ...step1Frame(Y.encodeStateVector(all)),
    ]);
    await eve.send(frame);
    expect(eve.of('step2')).toHaveLength(2);
    expect(eve.of('step2')[1]!.update.byteLength).toBeLessThan(eve.of('step2')[0]!.update.byteLength);
    await eve.send(repeated(wireLimits.maxFrameMessages, new Uint8Array([3])));
    expect(eve.of('awareness')).toHaveLength(1);
  });

  it('R39 sends a large document no faster than its pace to a client that keeps asking, and serves the others', async () => {
    const room = new TestRoom();
    const [ada, eve] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    for (let i = 0; i < 8; i++) {
      const doc = new Y.Doc();
      doc.getText(`t${i}`).insert(0, 'x'.repeat(mib / 2));
      await ada.send(updateFrame(Y.encodeStateAsUpdate(doc)));
    }
    const seconds = 10;
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      await eve.send(step1Frame(empty));
      await room.clock.advance(100);
    }
    const answers = eve.of('step2').length;
    const bytesPerSecond = (answers * 4 * mib) / (seconds + wireLimits.answerBurstMs / 1_000 + 1);
    expect(bytesPerSecond).toBeLessThan(1.2 * wireLimits.answerBytesPerSecond);
    expect(answers).toBeGreaterThan(seconds / 2);
    await ada.send(saveAckFrame(9));
    expect(ada.of('saveAck')).toHaveLength(1);
  });

  it('R40 reads no frame of more than 64 messages', async () => {
    const room = new TestRoom();
    const eve = await room.raw(await room.token('eve'));
    const { text, updates } = writer(10);
    for (let n = 0; n < wireLimits.maxFrameMessages; n++) text.insert(0, 'x');
    await eve.send(joined(...updates.map(updateFrame)), saveAckFrame(1));
    expect(eve.of('saveAck')).toHaveLength(1);
    for (let i = 0; i < wireLimits.strikes; i++) {
      await eve.send(repeated(wireLimits.maxFrameMessages + 1, saveAckFrame(2)));
    }
    expect(eve.closed?.code).toBe(closeCode.malformed);
    expect(eve.of('saveAck')).toHaveLength(1);
  });

  it('R6 answers only the newest of very many ack requests, one by one', async () => {
    const room = new TestRoom();
    const eve = await room.raw(await room.token('eve'));
    const asked = Array.from({ length: wireLimits.maxFrameMessages }, (_, n) => n + 1);
    await eve.send(joined(...asked.map(saveAckFrame)));
    expect(eve.of('saveAck').map(({ n }) => n)).toEqual(asked.slice(-wireLimits.maxAcksPerBatch));
  });
});
