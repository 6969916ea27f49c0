import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { wireLimits } from '../../shared/limits.ts';
import { joinFrames, saveAckFrame, step1Frame, updateFrame } from '../../shared/protocol/frames.ts';
import { settle } from '../../test/clock.ts';
import { presenceFrame } from '../../test/presence-frame.ts';
import { type RawClient, TestRoom } from '../../test/test-room.ts';

/** The frame of an edit that puts a word into a text of its own. */
function word(letters: string, clientId: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.getText(letters).insert(0, letters);
  return updateFrame(Y.encodeStateAsUpdate(doc));
}

/** The frames that each of them hears while `act` runs. */
async function heardDuring(clients: readonly RawClient[], act: () => Promise<void>) {
  const before = clients.map(({ frames }) => frames.length);
  await act();
  await settle();
  return clients.map(({ frames }, at) => frames.slice(before[at]));
}

/** Lets everything that is sent meanwhile arrive during one write. */
async function duringAWrite(room: TestRoom, first: RawClient, act: () => Promise<void>): Promise<void> {
  const release = room.storage.hold();
  await first.send(word('first', 9));
  await act();
  release();
  await settle();
}

describe('what leaves together', () => {
  it('R66 is one message to a Tandem peer: text, presence and ack', async () => {
    const room = new TestRoom();
    const [ada, bob, stock] = [
      await room.raw(await room.token('ada')),
      await room.raw(await room.token('bob')),
      await room.raw(await room.token('eve'), ''),
    ];
    const [toAda, toBob, toStock] = await heardDuring([ada, bob, stock], () =>
      duringAWrite(room, bob, async () => {
        await ada.send(
          joinFrames([word('one', 101), saveAckFrame(1), presenceFrame([101, 1, { file: 'f' }])]),
        );
        await bob.send(word('two', 102), saveAckFrame(1), presenceFrame([102, 1, { file: 'f' }]));
      }),
    );
    expect(toAda).toEqual([['update'], ['update', 'awareness', 'saveAck']]);
    expect(toBob).toEqual([['update', 'awareness', 'saveAck']]);
    expect(toStock).toEqual([['update'], ['update'], ['awareness']]);
  });

  it('R4 R66 gives each of several writers the others’ text, and nobody their own', async () => {
    const room = new TestRoom();
    const names = ['ada', 'bob', 'eve'];
    const clients: RawClient[] = [];
    for (const name of names) clients.push(await room.raw(await room.token(name)));
    const stock = await room.raw(await room.token('dan'), '');
    const [first] = clients;
    await duringAWrite(room, first!, async () => {
      for (const [at, client] of [...clients, stock].entries())
        await client.send(word(`text ${at}`, 100 + at));
    });
    for (const [at, client] of [...clients, stock].entries()) {
      const doc = new Y.Doc();
      const ids = client.of('update').flatMap(({ update }) => {
        Y.applyUpdate(doc, update);
        return [...Y.parseUpdateMeta(update).to.keys()];
      });
      expect(ids.filter((id) => id !== 9).sort((a, b) => a - b)).toEqual(
        [100, 101, 102, 103].filter((id) => id !== 100 + at),
      );
      for (const other of [0, 1, 2, 3].filter((one) => one !== at))
        expect(doc.getText(`text ${other}`).toJSON()).toBe(`text ${other}`);
    }
  });

  it('R66 is at most 64 messages a frame, in order', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const bob = await room.raw(await room.token('bob'));
    const [session] = [...room.core.sessions].filter(({ user }) => user.name === 'bob');
    const [heard] = await heardDuring([bob], async () => {
      for (let n = 0; n < 150; n++) session!.send(saveAckFrame(n), room.clock.now());
      session!.send(updateFrame(new Uint8Array(wireLimits.joinedFrameBytes + 1)), room.clock.now());
      session!.send(saveAckFrame(150), room.clock.now());
    });
    expect(heard!.map((frame) => frame.length)).toEqual([64, 64, 22, 1, 1]);
    expect(bob.of('saveAck').map(({ n }) => n)).toEqual(Array.from({ length: 151 }, (_, n) => n));
    expect(ada.closed).toBeUndefined();
  });

  it('R66 leaves before the next write begins, and before a close', async () => {
    const room = new TestRoom();
    const ada = await room.raw(await room.token('ada'));
    const order: string[] = [];
    const { core } = room;
    let isJoined = false;
    const connection = {
      send: () => void (isJoined && order.push('frame')),
      close: () => void order.push('close'),
    };
    const url = `http://127.0.0.1:1999/?token=${await room.token('bob')}&tandem=1`;
    const bob = await core.accept(connection, { url, headers: new Headers() });
    await settle();
    isJoined = true;
    const write = room.storage.write.bind(room.storage);
    room.storage.write = (puts, deletes) => {
      order.push('write');
      return write(puts, deletes);
    };
    const release = room.storage.hold();
    await ada.send(word('one', 101));
    await ada.send(word('two', 102));
    release();
    await settle();
    expect(order).toEqual(['write', 'frame', 'write', 'frame']);
    core.leave(bob!, 1013, 'test');
    expect(order).toEqual(['write', 'frame', 'write', 'frame', 'close']);
    bob!.send(saveAckFrame(1), 0);
    await settle();
    expect(order).toHaveLength(5);
  });
});

describe('presence', () => {
  const state = (clock: number, file = 'f'): Uint8Array => presenceFrame([20, clock, { file }]);

  it('R37 comes after the text that it may point to, when that is in a later write', async () => {
    const room = new TestRoom();
    const [ada, bob, eve] = [
      await room.raw(await room.token('ada')),
      await room.raw(await room.token('bob')),
      await room.raw(await room.token('eve')),
    ];
    const release = room.storage.hold();
    await ada.send(word('one', 4));
    await eve.send(word('two', 5), state(1));
    // As when an earlier batch has left work undone: this one is taken while that is being written.
    room.core.takeBatch();
    const [heard] = await heardDuring([bob], async () => {
      release();
      await settle();
    });
    expect(heard?.flat()).toEqual(['update', 'update', 'awareness']);
  });

  it('R67 is not sent again while it says the same, but renewed in time, and given to whoever joins', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    const heard = (): number => bob.of('awareness').filter(({ update }) => update.length > 1).length;
    await ada.send(state(1));
    await ada.send(state(2), state(3));
    await room.clock.advance(wireLimits.samePresenceMs - 1);
    await ada.send(state(4));
    expect(heard()).toBe(1);
    const late = await room.raw(await room.token('eve'));
    expect(late.of('awareness').filter(({ update }) => update.length > 1)).toHaveLength(1);
    await room.clock.advance(1);
    await ada.send(state(5));
    expect(heard()).toBe(2);
    await ada.send(state(6, 'g'));
    await ada.send(state(7));
    expect(heard()).toBe(4);
    await bob.send(step1Frame(Y.encodeStateVector(new Y.Doc())));
  });

  it('R67 of a new connection is sent, whatever the old one said', async () => {
    const room = new TestRoom();
    const [ada, bob] = [await room.raw(await room.token('ada')), await room.raw(await room.token('bob'))];
    await ada.send(state(1));
    const again = await room.raw(await room.token('ada'));
    const before = bob.of('awareness').length;
    await again.send(state(1));
    expect(bob.of('awareness')).toHaveLength(before + 1);
  });

  it('R37 without text it goes out at most once in a while, with everything since', async () => {
    const room = new TestRoom(wireLimits.presenceMsPerSocket);
    const clients: RawClient[] = [];
    for (const name of ['ada', 'bob', 'eve', 'dan']) clients.push(await room.raw(await room.token(name)));
    const [ada, bob, eve, dan] = clients as [RawClient, RawClient, RawClient, RawClient];
    await room.clock.advance(wireLimits.maxPresencePauseMs);
    const show = (client: RawClient, id: number, clock: number): Promise<void> =>
      client.send(presenceFrame([id, clock, { file: `f${clock}` }]));
    const [heard] = await heardDuring([dan], async () => {
      await show(ada, 1, 1);
      await show(bob, 2, 1);
      await show(eve, 3, 1);
      await show(ada, 1, 2);
      await room.clock.advance(4 * wireLimits.presenceMsPerSocket);
    });
    expect(heard).toEqual([['awareness'], ['awareness']]);
    // Text takes along what waits.
    const [more] = await heardDuring([dan], async () => {
      await show(bob, 2, 2);
      await ada.send(word('one', 4));
    });
    expect(more).toEqual([['update', 'awareness']]);
  });
});
