import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { roomLimits, wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, step2Frame } from '../../shared/protocol/frames.ts';
import type { TestRoom } from '../../test/test-room.ts';
import { bring, lose, visitor, writtenRoom } from '../../test/written-room.ts';

beforeEach(() => {
  // The room reports what it has lost.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

describe('a page that has what the room lost', () => {
  const codes = async (room: TestRoom, name: string, update: Uint8Array): Promise<number | undefined> => {
    const client = await room.raw(await room.token(name));
    await client.send(step2Frame(update), saveAckFrame(1));
    await room.clock.advance(wireLimits.pendingTimeoutMs + wireLimits.tickMs);
    expect(client.of('saveAck')).toEqual([]);
    return client.closed?.code;
  };

  it('R82 is told to retry until the coder has come, and joins then', async () => {
    const { room, coder, ada, bo } = await writtenRoom();
    await lose(room, 4);
    expect(await codes(room, 'eve', Y.encodeStateAsUpdate(ada))).toBe(closeCode.tryLater);
    expect((await visitor(room, 'page')).text()).toBe('abcd');
    // It would bring Ada's text; the next one builds on that.
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo))).toBe(closeCode.tryLater);
    const had = Y.encodeStateVector(bo);
    bo.getText('t').insert(bo.getText('t').length, '!');
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo, had))).toBe(closeCode.tryLater);
    await room.clock.advance(10 * roomLimits.verifyAuthorsMs);
    await bring(room, coder);
    const back = await room.raw(await room.token('bo'));
    await back.send(step2Frame(Y.encodeStateAsUpdate(bo)), saveAckFrame(1));
    expect(back.of('saveAck')).toHaveLength(1);
    expect((await visitor(room, 'late')).text()).toBe('abcdefghijkl!');
  });

  it('R82 is refused for good when the coder has come and did not have it either', async () => {
    const { room, bo } = await writtenRoom();
    await lose(room, 4);
    await bring(room, new Y.Doc());
    const update = Y.encodeStateAsUpdate(bo);
    const had = Y.encodeStateVector(bo);
    bo.getText('t').insert(bo.getText('t').length, '!');
    const next = Y.encodeStateAsUpdate(bo, had);
    expect(await codes(room, 'bo', update)).toBe(closeCode.tryLater);
    await room.clock.advance(roomLimits.verifyAuthorsMs);
    expect(await codes(room, 'bo', update)).toBe(closeCode.foreignClientId);
    expect(await codes(room, 'bo', next)).toBe(closeCode.replicaRefused);
  });

  it('R82 is refused for good at once when the coder has said that it does not have it', async () => {
    const { room, bo } = await writtenRoom();
    await lose(room, 4);
    const coder = await room.raw(await room.serviceToken());
    await coder.send(step1Frame(new Uint8Array([0])));
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo))).toBe(closeCode.foreignClientId);
    await coder.send(step1Frame(Y.encodeStateVector(bo)));
    expect(await codes(room, 'bo', Y.encodeStateAsUpdate(bo))).toBe(closeCode.tryLater);
  });

  it('R82 is told to retry for a while when only the newest rows are lost, which the room cannot know', async () => {
    const { room, ada, bo } = await writtenRoom();
    // The last letter is Bo's. He has it, and Ada has seen it.
    Y.applyUpdate(ada, Y.encodeStateAsUpdate(bo));
    await lose(room, 11);
    expect(await codes(room, 'ada', Y.encodeStateAsUpdate(ada))).toBe(closeCode.tryLater);
    const back = await room.raw(await room.token('bo'));
    await back.send(step2Frame(Y.encodeStateAsUpdate(bo)), saveAckFrame(1));
    expect(back.of('saveAck')).toHaveLength(1);
    const again = await room.raw(await room.token('ada'));
    await again.send(step2Frame(Y.encodeStateAsUpdate(ada)), saveAckFrame(1));
    expect(again.of('saveAck')).toHaveLength(1);
    expect((await visitor(room, 'late')).text()).toBe('abcdefghijkl');
  });

  it('R82 is refused for good in the end when nobody brings the newest rows', async () => {
    const { room, ada, bo } = await writtenRoom();
    Y.applyUpdate(ada, Y.encodeStateAsUpdate(bo));
    const had = Y.encodeStateVector(ada);
    ada.getText('t').insert(ada.getText('t').length, '!');
    const next = Y.encodeStateAsUpdate(ada, had);
    await lose(room, 11);
    expect(await codes(room, 'ada', next)).toBe(closeCode.tryLater);
    await room.clock.advance(roomLimits.verifyAuthorsMs);
    expect(await codes(room, 'ada', next)).toBe(closeCode.replicaRefused);
    expect(await codes(room, 'ada', Y.encodeStateAsUpdate(ada))).toBe(closeCode.foreignClientId);
  });

  it('R82 is refused for good at once in a new room, which has lost nothing', async () => {
    const { room, bo } = await writtenRoom();
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(bo));
    forged.clientID = bo.clientID;
    forged.getText('t').insert(0, 'not by Bo: ');
    expect(await codes(room, 'eve', Y.encodeStateAsUpdate(forged))).toBe(closeCode.foreignClientId);
  });
});
