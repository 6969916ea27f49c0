import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../test/clock.ts';
import { asPeerSocket } from '../../test/socket-pair.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { reconnectLimits, roomLimits } from '../limits.ts';
import { closeCode } from './close.ts';
import type { Peer, PeerState } from './peer.ts';
import { ReconnectingSocket } from './reconnecting-socket.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => void vi.useRealTimers());

/** Lets the peers' time pass, and the room's stand still. */
async function pass(ms: number): Promise<void> {
  for (const endMs = Date.now() + ms; Date.now() < endMs;) {
    await vi.advanceTimersByTimeAsync(Math.min(50, endMs - Date.now()));
    // Signing a token takes real time.
    for (let i = 0; i < 3; i++) await settle();
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000 && !condition(); tries++) await pass(1);
  expect(condition()).toBe(true);
}

const isAtRest = ({ state }: Peer): boolean => state.synced && !state.unsaved;

/** Bo has written in the room, and Ada has used up her new client ids of this hour (R84). */
async function withHastyAda() {
  const room = new TestRoom();
  const bo = room.peer('bo');
  await until(() => bo.state.synced);
  bo.doc.getText('t').insert(0, 'by bo ');
  await until(() => isAtRest(bo));
  const { newIds } = room.core.document.authors;
  for (let n = 0; n < roomLimits.newAuthorsPerHour; n++) newIds.take(userNamed('ada').id, room.clock.now());
  const states: PeerState[] = [];
  let attempts = 0;
  const token = await room.token('ada');
  const ada = room.peer('ada', 'editor', {
    connect: async () => {
      attempts++;
      return asPeerSocket(room.socket(token));
    },
    onChange: (state) => states.push(state),
  });
  await until(() => isAtRest(ada));
  return { room, bo, ada, states, attempts: () => attempts };
}

describe('a peer that the room sends away for now', () => {
  it('R84 W187 says why until the room has saved its edits, and never takes them for saved before', async () => {
    const { room, bo, ada, states } = await withHastyAda();
    ada.doc.getText('t').insert(0, 'by ada ');
    await until(() => ada.state.sentAway !== undefined);
    expect(ada.state.sentAway).toMatch(/^You have opened this room very often .* in a while\.$/);
    states.length = 0;
    await pass(5_000);
    expect(states.some(({ synced }) => synced)).toBe(true);
    expect(new Set(states.map(({ sentAway }) => sentAway))).toEqual(new Set([ada.state.sentAway]));
    expect(states.every(({ unsaved }) => unsaved)).toBe(true);
    expect(bo.doc.getText('t').toJSON()).toBe('by bo ');
    await room.clock.advance(60_000);
    for (let waitedMs = 0; waitedMs < 2 * reconnectLimits.laterMaxDelayMs; waitedMs += 1_000)
      await pass(isAtRest(ada) ? 0 : 1_000);
    expect(isAtRest(ada)).toBe(true);
    expect(ada.state.sentAway).toBeUndefined();
    expect(bo.doc.getText('t').toJSON()).toBe('by ada by bo ');
    for (const one of [ada, bo]) one.destroy();
  });

  it('W188 comes back ever more slowly, and at once again after an ack', async () => {
    const { room, bo, ada, attempts } = await withHastyAda();
    ada.doc.getText('t').insert(0, 'by ada ');
    await pass(60_000);
    expect(attempts()).toBeLessThan(14);
    const before = attempts();
    await pass(2 * reconnectLimits.laterMaxDelayMs);
    expect(attempts() - before).toBeGreaterThan(1);
    expect(attempts() - before).toBeLessThan(9);
    await room.clock.advance(60_000);
    ada.reconnect();
    await until(() => isAtRest(ada));
    const inside = attempts();
    room.core.end(() => true, closeCode.tryLater, 'The room could not save.');
    await pass(reconnectLimits.baseDelayMs);
    expect(attempts()).toBe(inside + 1);
    for (const one of [ada, bo]) one.destroy();
  });

  it('W187 says so of a flood, and of a viewer only until the room’s text has come again', async () => {
    const room = new TestRoom();
    const vic = room.peer('vic', 'viewer');
    await until(() => vic.state.synced);
    room.core.end(() => true, closeCode.tryLater, 'The room could not save.');
    await until(() => vic.state.sentAway === 'The room could not save.');
    await until(() => vic.state.synced);
    expect(vic.state.sentAway).toBeUndefined();
    room.core.end(() => true, closeCode.flood, 'This page sends too much at once.');
    await until(() => vic.state.sentAway === 'This page sends too much at once.');
    vic.stop();
    expect(vic.state.sentAway).toBeUndefined();
    vic.destroy();
  });
});

describe('ReconnectingSocket', () => {
  it('W188 comes back at once when a connection breaks that had held for a while', async () => {
    const sockets: FakeSocket[] = [];
    const keepAliveMs = 15_000;
    const nothing = (): void => undefined;
    const socket = new ReconnectingSocket({
      connect: async () => {
        const one = new FakeSocket();
        sockets.push(one);
        return one;
      },
      keepAliveMs,
      silentMs: 10 * keepAliveMs,
      onConnecting: nothing,
      onOpen: nothing,
      onMessage: nothing,
      onKeepAlive: nothing,
      onDown: nothing,
      onRefused: nothing,
    });
    socket.start();
    await pass(1);
    for (let n = 1; n <= 8; n++) {
      sockets.at(-1)?.end();
      await pass(reconnectLimits.maxDelayMs);
      expect(sockets).toHaveLength(n + 1);
    }
    await pass(keepAliveMs);
    sockets.at(-1)?.end();
    await pass(reconnectLimits.baseDelayMs);
    expect(sockets).toHaveLength(10);
    socket.stop();
  });
});

/** A socket that is open until it is ended. */
class FakeSocket extends EventTarget {
  readyState = 1 as WebSocket['readyState'];
  send(): void {}
  close(): void {
    this.readyState = 3;
  }
  end(): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '' }));
  }
}
