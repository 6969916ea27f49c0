import { describe, expect, it } from 'vitest';
import { TestRoom } from '../../test/test-room.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { controlFrame } from '../../shared/protocol/frames.ts';

describe('links', () => {
  it('K11 become void for everyone, inside and outside, when the coder connects with a later epoch', async () => {
    const room = new TestRoom();
    const old = await room.token('ada');
    const [ada, owner] = [await room.raw(old), await room.raw(await room.token('olga', 'owner'))];
    const coder = await room.raw(await room.serviceToken(2));
    expect([ada.closed?.code, owner.closed?.code]).toEqual([closeCode.tokenEnded, closeCode.tokenEnded]);
    expect(ada.closed?.reason).toContain('made new links');
    expect(coder.closed).toBeUndefined();
    expect((await room.raw(old)).closed?.code).toBe(closeCode.tokenEnded);
    expect((await room.raw(await room.token('ada', 'editor', room.id, 2))).closed).toBeUndefined();

    room.restart();
    expect((await room.raw(old)).closed?.code).toBe(closeCode.tokenEnded);
    expect((await room.raw(await room.token('ada', 'editor', room.id, 2))).closed).toBeUndefined();
  });

  it('K11 are void at once, and the coder is admitted when that is on disk', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const release = room.storage.hold();
    const coming = room.raw(await room.serviceToken(2));
    await expect.poll(() => ada.closed?.code).toBe(closeCode.tokenEnded);
    expect(room.core.size).toBe(0);
    release();
    expect((await coming).of('step1')).toHaveLength(1);
    expect(room.storage.keys()).toContain('epoch');
  });

  it('K11 stay void when that could not be written, and the coder has to retry', async () => {
    const room = new TestRoom();
    const old = await room.token('ada');
    await room.raw(old);
    room.storage.failures = 1;
    expect((await room.raw(await room.serviceToken(2))).closed?.code).toBe(closeCode.internal);
    expect((await room.raw(old)).closed?.code).toBe(closeCode.tokenEnded);
    expect((await room.raw(await room.serviceToken(2))).closed).toBeUndefined();
    expect(room.storage.keys()).toContain('epoch');
  });

  it('K11 keep a live socket that sends a token of the later epoch, and close it for an older token', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    await ada.send(controlFrame({ type: 'token', token: await room.token('ada', 'editor', room.id, 2) }));
    const bob = await room.token('bob');
    await expect.poll(async () => (await room.raw(bob)).closed?.code).toBe(closeCode.tokenEnded);
    expect(ada.closed).toBeUndefined();
    await ada.send(controlFrame({ type: 'token', token: await room.token('ada') }));
    await expect.poll(() => ada.closed?.code).toBe(closeCode.tokenEnded);
  });
});
