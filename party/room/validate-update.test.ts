import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { breakingUpdate, breakOver, circularUpdate } from '../../test/poison.ts';
import { writer } from '../../test/writer.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, step2Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { Authors } from './authors.ts';
import { validateUpdate } from './validate-update.ts';

const emptyVector = Y.encodeStateVector(new Y.Doc());

describe('validateUpdate', () => {
  it('R23 distinguishes what the document already has from what it lacks', () => {
    const { doc, text } = writer(10);
    text.insert(0, 'some text');
    text.delete(2, 3);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    const ada = { user: userNamed('ada'), role: 'editor', service: false } as const;
    const authors = new Authors(new Map([[10, ada.user]]));
    const known = { doc: copy, authors, isNew: false, now: () => 0, isAnothers: () => false };
    const verdict = (): string => {
      const steps = validateUpdate(known, ada, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(copy)));
      for (;;) {
        const { done, value } = steps.next();
        if (done) return value.kind;
      }
    };
    expect(verdict()).toBe('known');
    text.delete(0, 1);
    expect(verdict()).toBe('apply');
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    expect(verdict()).toBe('known');
    text.insert(0, 'x');
    expect(verdict()).toBe('apply');
  });
});

describe('gaps', () => {
  it('R20 keeps an update pending, unacked, until what it builds on comes, and then applies both', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const { text, updates } = writer(10);
    for (const c of 'abc') text.insert(text.length, c);
    await ada.send(updateFrame(updates[2]!), saveAckFrame(1), updateFrame(updates[1]!), saveAckFrame(2));
    expect(ada.of('saveAck')).toHaveLength(0);
    expect(bob.of('update')).toHaveLength(0);
    await ada.send(step2Frame(updates[0]!), saveAckFrame(3));
    expect(ada.of('saveAck').map(({ n }) => n)).toEqual([1, 2, 3]);
    const copy = new Y.Doc();
    for (const { update } of bob.of('update')) Y.applyUpdate(copy, update);
    expect(copy.getText('t').toJSON()).toBe('abc');
  });

  it('R20 keeps an update pending until someone else’s text that it builds on comes', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const [a, b] = [writer(10), writer(20)];
    a.text.insert(0, 'xy');
    Y.applyUpdate(b.doc, a.updates[0]!);
    b.text.insert(1, '-');
    b.text.delete(0, 1);
    await bob.send(updateFrame(b.updates[1]!), updateFrame(b.updates[2]!), saveAckFrame(1));
    expect(bob.of('saveAck')).toHaveLength(0);
    await ada.send(updateFrame(a.updates[0]!));
    expect(bob.of('saveAck')).toHaveLength(1);
    expect(ada.of('update')).toHaveLength(1);
  });

  it.each([
    ['too many pending updates', wireLimits.maxPendingUpdates + 1, 1],
    ['too many pending bytes', 2, wireLimits.maxPendingBytes],
  ])('R20 refuses %s with 4410', async (_, count, size) => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const { text, updates } = writer(10);
    for (let i = 0; i <= count; i++) text.insert(0, 'x'.repeat(size));
    await ada.send(...updates.slice(1).map(updateFrame));
    expect(ada.closed?.code).toBe(closeCode.replicaRefused);
    expect(ada.controls('rejected')).toHaveLength(1);
  });

  it('R20 refuses an update that was pending too long with 4410', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const { text, updates } = writer(10);
    text.insert(0, 'a');
    text.insert(1, 'b');
    await ada.send(updateFrame(updates[1]!));
    await room.clock.advance(wireLimits.pendingTimeoutMs - wireLimits.tickMs);
    expect(ada.closed).toBeUndefined();
    await room.clock.advance(2 * wireLimits.tickMs);
    expect(ada.closed?.code).toBe(closeCode.replicaRefused);
  });
});

describe('poison', () => {
  it('R21 rebuilds the document when an update breaks it, and keeps everyone else’s edits', async () => {
    // The room reports why it rebuilds.
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const room = new TestRoom();
    const [ada, eve] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    const honest = writer(10);
    for (const c of 'abc') honest.text.insert(honest.text.length, c);
    await ada.send(updateFrame(honest.updates[0]!), saveAckFrame(1));
    // All of it arrives around the poison, while a write is under way.
    const release = room.storage.hold();
    await ada.send(updateFrame(honest.updates[1]!), saveAckFrame(2));
    breakOver(room.core.document.doc);
    await eve.send(updateFrame(breakingUpdate(30)));
    await ada.send(updateFrame(honest.updates[2]!), saveAckFrame(3), step1Frame(emptyVector));
    release();
    await settle();
    expect(eve.closed?.code).toBe(closeCode.replicaRefused);
    expect(ada.of('saveAck').map(({ n }) => n)).toEqual([1, 2, 3]);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, ada.of('step2')[0]!.update);
    expect(copy.getText('t').toJSON()).toBe('abc');
    expect(copy.store.pendingStructs).toBeNull();
    expect(report).toHaveBeenCalledOnce();
    report.mockRestore();
  });

  it('R21 admits whoever comes while the document is rebuilt', async () => {
    const room = new TestRoom();
    await room.raw(await room.token('ada'));
    const { core, storage } = room;
    const reading = Promise.withResolvers<void>();
    const list = storage.list.bind(storage);
    vi.spyOn(storage, 'list').mockImplementation(async (prefix) => {
      await reading.promise;
      return await list(prefix);
    });
    const { entrance } = core;
    const refusal = entrance.refusal.bind(entrance);
    let checks = 0;
    vi.spyOn(entrance, 'refusal').mockImplementation(async (claims) => {
      const found = await refusal(claims);
      // Between the newcomer's last check and their first message.
      if (++checks === 2) {
        core.rebuild();
        await settle();
      }
      return found;
    });
    const joining = room.raw(await room.token('bo'));
    await expect.poll(() => checks).toBeGreaterThan(1);
    await settle();
    reading.resolve();
    const bo = await joining;
    await bo.send(step1Frame(emptyVector));
    expect(bo.of('step2')).toHaveLength(1);
    expect(room.core.size).toBe(2);
  });

  it('R21 refuses structs that build on one another, and leaves the document as it is', async () => {
    const room = new TestRoom();
    const [ada, eve] = [await room.raw(await room.token('ada')), await room.raw(await room.token('eve'))];
    const { doc } = room.core.document;
    await eve.send(updateFrame(circularUpdate(30, 31)), saveAckFrame(1));
    expect(eve.closed?.code).toBe(closeCode.replicaRefused);
    expect(eve.controls('rejected')[0]).toMatchObject({ code: 'unprocessable' });
    expect(room.core.document.doc).toBe(doc);
    expect(doc.store.pendingStructs).toBeNull();
    await ada.send(saveAckFrame(1));
    expect(ada.of('saveAck')).toHaveLength(1);
  });
});
