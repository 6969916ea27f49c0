import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { breakingUpdate, breakOver } from '../../test/poison.ts';
import { presenceFrame } from '../../test/presence-frame.ts';
import { type RawClient, TestRoom, userNamed } from '../../test/test-room.ts';
import { authLimits, wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';

const edit = (letters: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, letters);
  return updateFrame(Y.encodeStateAsUpdate(doc));
};

/** A room that can be kept busy: while it writes, messages wait for the next batch. */
class BusyRoom extends TestRoom {
  #release: () => void = () => undefined;

  join(name: string): Promise<RawClient> {
    return this.token(name).then((token) => this.raw(token));
  }

  /** Keeps it writing until {@link letters} is called. */
  async occupy(client: RawClient): Promise<void> {
    this.#release = this.storage.hold();
    const doc = new Y.Doc();
    doc.getText('something else').insert(0, 'x');
    await client.send(updateFrame(Y.encodeStateAsUpdate(doc)));
  }

  /** Its letters, as a newcomer gets them, in alphabetical order. */
  async letters(): Promise<string> {
    this.#release();
    await settle();
    const reader = await this.join('reader');
    await reader.send(step1Frame(Y.encodeStateVector(new Y.Doc())));
    await settle();
    const doc = new Y.Doc();
    for (const { update } of reader.of('step2')) Y.applyUpdate(doc, update);
    return Array.from(doc.getText('t').toJSON()).sort().join('');
  }
}

describe('what a connection sent before it ended', () => {
  it('R50 is applied and relayed', async () => {
    const room = new BusyRoom();
    const [ada, bob] = [await room.join('ada'), await room.join('bob')];
    await room.occupy(ada);
    void bob.send(edit('l'), edit('a'), edit('s'), edit('t'));
    await bob.leave();
    expect(ada.of('update')).toHaveLength(0);
    expect(await room.letters()).toBe('alst');
    expect(ada.of('update')).toHaveLength(1);
  });

  it('R50 is applied in full, however much it is', async () => {
    const room = new BusyRoom();
    const [ada, bob] = [await room.join('ada'), await room.join('bob')];
    await room.occupy(ada);
    const doc = new Y.Doc();
    const frames: Uint8Array[] = [];
    doc.on('update', (update) => void frames.push(updateFrame(update)));
    for (let part = 0; part < 600; part++) doc.getText('t').insert(0, 'x'.repeat(100));
    void bob.send(...frames);
    await bob.leave();
    await expect.poll(async () => (await room.letters()).length).toBe(60_000);
  });

  it('R50 R14 does not bring presence back, which goes at once', async () => {
    const room = new BusyRoom();
    const [ada, bob] = [await room.join('ada'), await room.join('bob')];
    await bob.send(presenceFrame([20, 1, { file: 'f' }]));
    expect(room.core.presence.ids()).toEqual([20]);
    await room.occupy(ada);
    void bob.send(edit('b'), presenceFrame([20, 2, { file: 'g' }]));
    await bob.leave();
    expect(room.core.presence.ids()).toEqual([]);
    expect(await room.letters()).toBe('b');
    expect(room.core.presence.ids()).toEqual([]);
  });

  it('R50 holds no seat', async () => {
    const room = new BusyRoom();
    const [ada, bob] = [await room.join('ada'), await room.join('bob')];
    await room.occupy(ada);
    void bob.send(edit('b'));
    await bob.leave();
    expect(room.core.size).toBe(1);
    expect(await room.letters()).toBe('b');
    expect([...room.core.sessions].map(({ user }) => user)).toEqual([userNamed('ada'), userNamed('reader')]);
  });

  it.each([
    ['its token expired', authLimits.tokenTtlSeconds * 1_000, closeCode.tokenEnded],
    ['it was silent for too long', wireLimits.silentPeerMs + wireLimits.tickMs, closeCode.tryLater],
  ])('R50 is applied when the room closed the connection because %s', async (_, afterMs, code) => {
    const room = new BusyRoom();
    const [ada, bob] = [await room.join('ada'), await room.join('bob')];
    const isSilent = code === closeCode.tryLater;
    const keepAlive = async (): Promise<void> => {
      for (const one of isSilent ? [ada] : [ada, bob]) await one.send(saveAckFrame(1));
    };
    const endsMs = room.clock.now() + afterMs;
    if (!isSilent) {
      while (room.clock.now() < endsMs - wireLimits.keepAliveMs) {
        await room.clock.advance(wireLimits.keepAliveMs / 2);
        await keepAlive();
      }
    }
    await room.occupy(ada);
    await bob.send(edit('b'));
    while (bob.closed === undefined && room.clock.now() < endsMs + wireLimits.keepAliveMs) {
      await room.clock.advance(wireLimits.tickMs);
      await keepAlive();
    }
    expect(bob.closed?.code).toBe(code);
    expect(ada.of('update')).toHaveLength(0);
    expect(await room.letters()).toBe('b');
  });

  it('R50 R21 waits while the document is rebuilt', async () => {
    const reports = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const room = new BusyRoom();
    const [ada, bob, eve] = [await room.join('ada'), await room.join('bob'), await room.join('eve')];
    breakOver(room.core.document.doc);
    await room.occupy(ada);
    void eve.send(updateFrame(breakingUpdate(40)));
    void bob.send(edit('b'));
    await bob.leave();
    expect(await room.letters()).toBe('b');
    expect(eve.closed?.code).toBe(closeCode.replicaRefused);
    reports.mockRestore();
  });

  it('R50 R11 is dropped from the refused message on', async () => {
    const room = new BusyRoom();
    const [ada, bob] = [await room.join('ada'), await room.join('bob')];
    await room.occupy(ada);
    void bob.send(
      edit('b'),
      ...Array.from({ length: wireLimits.strikes }, () => new Uint8Array([99])),
      edit('c'),
    );
    await bob.leave();
    expect(await room.letters()).toBe('b');
  });

  it('R50 takes no more memory than one connection: past that, whoever left the most is dropped', async () => {
    const room = new BusyRoom();
    const clients = [];
    for (const name of ['ada', 'bob', 'eve', 'dan']) clients.push(await room.join(name));
    const [ada, bob, eve, dan] = clients as [RawClient, RawClient, RawClient, RawClient];
    await room.occupy(ada);
    const much = presenceFrame([20, 1, { text: 'x'.repeat(1_000_000) }]);
    const share = Math.floor(wireLimits.maxWaitingBytes / much.byteLength / 2);
    void bob.send(...Array.from({ length: share + 3 }, () => much), edit('b'));
    void eve.send(...Array.from({ length: share - 1 }, () => much), edit('e'));
    void dan.send(edit('d'));
    for (const one of [bob, eve, dan]) void one.leave();
    await settle();
    expect(await room.letters()).toBe('de');
  });
});
