import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { TestRoom } from '../../test/test-room.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame, joinFrames, updateFrame } from '../../shared/protocol/frames.ts';

const deletion = controlFrame({ type: 'delete' });

describe('deletion', () => {
  it('K12 keeps only the mark, tells everyone, and lets nobody in again, not even after a restart', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const coder = await room.raw(await room.serviceToken());
    expect(room.storage.keys().length).toBeGreaterThan(0);
    await coder.send(deletion);
    expect(ada.closed).toMatchObject({ code: closeCode.deleted, reason: expect.stringContaining('deleted') });
    expect(coder.closed?.code).toBe(closeCode.deleted);
    expect(room.storage.keys()).toEqual(['deleted']);
    room.restart();
    for (const token of [await room.token('olga', 'owner'), await room.serviceToken(5)])
      expect((await room.raw(token)).closed?.code).toBe(closeCode.deleted);
    expect(room.storage.keys()).toEqual(['deleted']);
  });

  it('K12 comes last in storage, whatever was on its way to the disk', async () => {
    const room = new TestRoom();
    const coder = await room.raw(await room.serviceToken());
    const ada = room.peer('ada');
    await ada.until(({ synced, unsaved }) => synced && !unsaved, 2_000, 'ada');
    const release = room.storage.hold();
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'on its way');
    await coder.send(joinFrames([updateFrame(Y.encodeStateAsUpdate(doc)), deletion]));
    // The deletion is not done yet.
    for (const token of [await room.token('bob'), await room.serviceToken()]) {
      const early = await room.raw(token);
      await expect.poll(() => early.closed?.code).toBe(closeCode.tryLater);
    }
    expect(coder.closed).toBeUndefined();
    release();
    await expect.poll(() => coder.closed?.code).toBe(closeCode.deleted);
    expect(room.storage.keys()).toEqual(['deleted']);
    await expect.poll(() => ada.state.refusal).toMatchObject({ action: 'stop', code: closeCode.deleted });
    ada.destroy();
  });

  it('K12 only the coder may ask for it, and may ask again after the disk has failed', async () => {
    const room = new TestRoom();
    const owner = await room.raw(await room.token('olga', 'owner'));
    await owner.send(deletion);
    expect(owner.closed?.code).toBe(closeCode.role);
    room.storage.failures = 1;
    const coder = await room.raw(await room.serviceToken());
    await coder.send(deletion);
    expect(coder.closed?.code).toBe(closeCode.tryLater);
    const again = await room.raw(await room.serviceToken());
    await again.send(deletion);
    expect(again.closed?.code).toBe(closeCode.deleted);
    expect(room.storage.keys()).toEqual(['deleted']);
  });
});
