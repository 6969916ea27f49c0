import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { presenceFrame } from '../../test/presence-frame.ts';
import { asPeerSocket, type ClientSocket } from '../../test/socket-pair.ts';
import { TestRoom } from '../../test/test-room.ts';
import { reconnectLimits, storageLimits, wireLimits } from '../limits.ts';
import { AnswerWatch } from './answer-watch.ts';
import { saveAckFrame } from './frames.ts';
import type { PeerSocket } from './reconnecting-socket.ts';
import type { Peer } from './peer.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => void vi.useRealTimers());

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

const realMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

/**
 * Advances the clock in small steps until the condition holds, no faster than real time: some of the work, such as
 * signing a token, runs on no timer.
 */
async function until(condition: () => boolean): Promise<void> {
  const startMs = realMs();
  for (let ms = 0; ms < 2_000 && !condition(); ms++) {
    await pass(1);
    while (realMs() < startMs + ms) await settle();
  }
  expect(condition()).toBe(true);
}

/** Waits until the peer is synced and everything is saved. */
const atRest = (peer: Peer): Promise<void> => until(() => peer.state.synced && !peer.state.unsaved);

/** A room with one peer, and that peer's current socket. */
async function inRoom(): Promise<{
  room: TestRoom;
  ada: ReturnType<TestRoom['peer']>;
  socket: () => ClientSocket;
}> {
  const room = new TestRoom();
  const ada = room.peer('ada');
  await atRest(ada);
  return { room, ada, socket: () => room.sockets.at(-1)! };
}

const type = ({ doc }: { doc: Y.Doc }): void => doc.getText('t').insert(0, 'x');

describe('Peer on a connection that dies without a close', () => {
  it.each(['up', 'down'] as const)(
    'R55 reports the stall within 10 s when nothing gets %s any more',
    async (way) => {
      const { ada, socket } = await inRoom();
      socket().silence(way);
      type(ada);
      await pass(wireLimits.answerMs - 1);
      expect(ada.state).toMatchObject({ connection: 'online', unsaved: true, stalled: false });
      await pass(2);
      expect(ada.state).toMatchObject({ connection: 'online', unsaved: true, stalled: true });
      expect(wireLimits.answerMs).toBeLessThan(10_000);
      ada.reconnect();
      expect(ada.state.stalled).toBe(false);
      await atRest(ada);
      await pass(wireLimits.answerMs);
      expect(ada.state.stalled).toBe(false);
      ada.destroy();
    },
  );

  it('R55 reports the stall however much is typed meanwhile, until the room answers', async () => {
    const { room, ada } = await inRoom();
    const release = room.storage.hold();
    for (let ms = 0; ms < wireLimits.answerMs; ms += 1_000) {
      type(ada);
      await pass(1_000);
    }
    expect(ada.state.stalled).toBe(true);
    release();
    await atRest(ada);
    expect(ada.state.stalled).toBe(false);
    ada.destroy();
  });

  it('R55 reports the stall when only some of the edits are acked', async () => {
    let overdue = 0;
    const watch = new AnswerWatch(() => overdue++);
    watch.asked();
    watch.asked();
    await pass(wireLimits.answerMs - 1);
    watch.answered(false);
    await pass(wireLimits.answerMs - 1);
    expect(overdue).toBe(0);
    await pass(1);
    expect(overdue).toBe(1);
    watch.answered(true);
    await pass(wireLimits.answerMs);
    expect(overdue).toBe(1);
  });

  it('R55 reports offline instead of a stall once there is no connection', async () => {
    const { ada, socket } = await inRoom();
    socket().silence('up');
    type(ada);
    await pass(1_000);
    ada.stop();
    await pass(2 * wireLimits.answerMs);
    expect(ada.state).toMatchObject({ connection: 'offline', unsaved: true, stalled: false });
    ada.destroy();
  });

  it('R55 reports no stall while acks keep coming, or while the room says that it cannot save', async () => {
    const { room, ada } = await inRoom();
    for (let ms = 0; ms < 3 * wireLimits.answerMs; ms += 1_000) {
      const release = room.storage.hold();
      type(ada);
      await pass(500);
      type(ada);
      release();
      await pass(500);
      expect(ada.state.stalled).toBe(false);
    }
    room.storage.failures = 1;
    type(ada);
    await pass(2 * wireLimits.answerMs);
    expect(ada.state).toMatchObject({ unsaved: true, stalled: false });
    expect(ada.state.readonlyReason).not.toBeNull();
    await room.clock.advance(storageLimits.retryDelayMs);
    await atRest(ada);
    ada.destroy();
  });
});

it('R52 a peer keeps showing everyone until the room says they left, however long they are silent', async () => {
  const { room, ada } = await inRoom();
  const bob = await room.raw(await room.token('bob'));
  await bob.send(presenceFrame([20, 1, { file: 'f' }]));
  const isThere = (): boolean => ada.awareness.getStates().has(20);
  await until(isThere);
  // Pretend it was an hour ago: the check for stale presence uses a clock that no test can stop.
  const seen = ada.awareness.meta.get(20)!;
  seen.lastUpdated -= 3_600_000;
  // The room's clock stands still, so it renews nothing; the connection itself is alive.
  for (let ms = 0; ms < 60_000; ms += 1_000) {
    await pass(1_000);
    expect(isThere()).toBe(true);
  }
  expect(ada.state.connection).toBe('online');
  await bob.leave();
  await until(() => !isThere());
  ada.destroy();
});

describe.each([
  ['right', 0],
  ['two hours ahead', 2],
  ['two hours behind', -2],
])('a device whose clock is suddenly %s', (_, hours) => {
  it('R74 gives up a silent line after 30 s, and gets its edits through on the next', async () => {
    const { ada, room, socket } = await inRoom();
    socket().silence('down');
    type(ada);
    await pass(wireLimits.silentPeerMs - 2 * reconnectLimits.silenceCheckMs);
    expect(room.sockets).toHaveLength(1);
    vi.setSystemTime(Date.now() + hours * 3_600_000);
    await pass(3 * reconnectLimits.silenceCheckMs);
    // Its token is signed in real time.
    await until(() => room.sockets.length === 2);
    await atRest(ada);
    ada.destroy();
  });

  it('R25 goes on to show its presence at once', async () => {
    const { ada, room } = await inRoom();
    const bob = room.peer('bob');
    await atRest(bob);
    ada.awareness.setLocalState({ file: 'f' });
    const seen = (): unknown => bob.awareness.getStates().get(ada.doc.clientID)?.['file'];
    await until(() => seen() === 'f');
    vi.setSystemTime(Date.now() + hours * 3_600_000);
    ada.awareness.setLocalState({ file: 'g' });
    await until(() => seen() === 'g');
    for (const peer of [ada, bob]) peer.destroy();
  });
});

it('R73 a peer does not ask again for a document that is still on its way', async () => {
  const room = new TestRoom();
  const ada = room.peer('ada', 'editor', {
    connect: async () => {
      const socket = room.socket(await room.token('ada'));
      socket.silence('down');
      return asPeerSocket(socket);
    },
  });
  const sent = vi.spyOn(room.core, 'message');
  await until(() => sent.mock.calls.length > 0);
  await pass(wireLimits.keepAliveMs / 2);
  sent.mockClear();
  await pass(wireLimits.keepAliveMs);
  expect(sent.mock.calls.map(([, data]) => data)).toEqual([saveAckFrame(0)]);
  ada.destroy();
});

describe('an attempt to connect', () => {
  const { openTimeoutMs, maxDelayMs } = reconnectLimits;

  it.each([
    ['a socket that never opens', () => Promise.resolve(asPeerSocket(new NeverOpen() as ClientSocket))],
    ['a token that never comes', () => new Promise<PeerSocket>(() => undefined)],
  ])('R54 with %s is given up after 10 s and followed by another', async (_, never) => {
    const room = new TestRoom();
    let attempts = 0;
    const states: string[] = [];
    const ada = room.peer('ada', 'editor', {
      connect: async () => (++attempts < 3 ? never() : asPeerSocket(room.socket(await room.token('ada')))),
      onChange: ({ connection }) => {
        if (states.at(-1) !== connection) states.push(connection);
      },
    });
    await pass(openTimeoutMs - 1);
    expect([attempts, ada.state.connection]).toEqual([1, 'connecting']);
    await pass(1);
    expect(ada.state.connection).toBe('offline');
    await until(() => attempts === 2);
    await pass(openTimeoutMs);
    await atRest(ada);
    expect(attempts).toBe(3);
    expect(states).toEqual(['connecting', 'offline', 'connecting', 'offline', 'connecting', 'online']);
    await pass(2 * openTimeoutMs);
    expect([attempts, ada.state.connection]).toEqual([3, 'online']);
    ada.destroy();
  });

  it('R54 closes a late socket of an attempt that was given up', async () => {
    const room = new TestRoom();
    const late = Promise.withResolvers<PeerSocket>();
    let attempts = 0;
    const ada = room.peer('ada', 'editor', {
      connect: async () =>
        ++attempts === 1 ? late.promise : asPeerSocket(room.socket(await room.token('ada'))),
    });
    await pass(openTimeoutMs);
    const socket = new NeverOpen();
    late.resolve(asPeerSocket(socket as ClientSocket));
    await pass(0);
    expect([socket.readyState, attempts]).toEqual([3, 1]);
    await atRest(ada);
    ada.destroy();
    await pass(openTimeoutMs + maxDelayMs);
    expect([attempts, ada.state.connection]).toEqual([2, 'offline']);
  });
});

/** A socket that hears nothing from the other side, not even a refusal. */
class NeverOpen extends EventTarget {
  readyState = 0;
  close(): void {
    this.readyState = 3;
  }
}
