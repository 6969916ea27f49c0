import { afterEach, describe, expect, it, vi } from 'vitest';
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { asPeerSocket } from '../../test/socket-pair.ts';
import { TestRoom, userNamed } from '../../test/test-room.ts';
import { reconnectLimits, roomLimits, storageLimits, wireLimits } from '../limits.ts';
import { closeCode } from './close.ts';
import { readClientFrame } from './frames.ts';
import { Peer, type PeerState } from './peer.ts';

const textOf = ({ doc }: { doc: Y.Doc }): Y.Text => doc.getText('t');
const isAtRest = ({ synced, unsaved }: PeerState): boolean => synced && !unsaved;

afterEach(() => void vi.useRealTimers());

describe('Peer', () => {
  it('syncs both ways, and knows its own identity', async () => {
    const room = new TestRoom();
    const [ada, bob] = [room.peer('ada'), room.peer('bob', 'viewer')];
    textOf(ada).insert(0, 'hello');
    await ada.until(isAtRest, 2_000, 'ada');
    await bob.until(({ synced }) => synced, 2_000, 'bob');
    await settle();
    expect(textOf(bob).toJSON()).toBe('hello');
    expect(bob.state).toMatchObject({ connection: 'online', role: 'viewer', user: userNamed('bob') });
    ada.destroy();
    bob.destroy();
  });

  it('merges what both sides wrote while it was offline', async () => {
    const room = new TestRoom();
    const [ada, bob] = [room.peer('ada'), room.peer('bob')];
    await ada.until(isAtRest, 2_000, 'ada');
    await bob.until(isAtRest, 2_000, 'bob');
    ada.stop();
    textOf(ada).insert(0, 'from ada ');
    textOf(bob).insert(0, 'from bob ');
    await bob.until(isAtRest, 2_000, 'bob');
    expect(ada.state.unsaved).toBe(true);
    ada.start();
    await ada.until(isAtRest, 2_000, 'ada');
    await settle();
    expect(textOf(ada).toJSON()).toBe(textOf(bob).toJSON());
    expect(textOf(ada).toJSON()).toHaveLength(18);
    ada.destroy();
    bob.destroy();
  });

  it('R56 sends its last edit before it leaves a busy room', async () => {
    const room = new TestRoom();
    const [ada, bob] = [room.peer('ada'), room.peer('bob')];
    await expect.poll(() => isAtRest(ada.state) && isAtRest(bob.state)).toBe(true);
    const release = room.storage.hold();
    textOf(ada).insert(0, 'a');
    await settle();
    textOf(bob).insert(0, 'b');
    bob.destroy();
    await settle();
    expect(textOf(ada).toJSON()).toBe('a');
    release();
    await expect.poll(() => textOf(ada).toJSON()).toMatch(/ab|ba/);
    ada.destroy();
  });

  it('stays unsaved until the room has the last edit on disk', async () => {
    const room = new TestRoom();
    const ada = room.peer('ada');
    await ada.until(isAtRest, 2_000, 'ada');
    const release = room.storage.hold();
    textOf(ada).insert(0, 'one');
    await settle();
    textOf(ada).insert(0, 'two');
    await settle();
    expect(ada.state.unsaved).toBe(true);
    release();
    await ada.until(isAtRest, 2_000, 'ada');
    ada.destroy();
  });

  it('stays unsaved when its socket is lost, and saves over the next one', async () => {
    const room = new TestRoom();
    const ada = room.peer('ada');
    await ada.until(isAtRest, 2_000, 'ada');
    room.storage.hold();
    textOf(ada).insert(0, 'kept');
    await settle();
    room.restart();
    const release = room.storage.hold();
    ada.reconnect();
    await ada.until(({ synced }) => !synced, 2_000, 'lost');
    expect(ada.state.unsaved).toBe(true);
    release();
    await ada.until(isAtRest, 5_000, 'saved');
    ada.destroy();
  });

  it('reports when the room cannot save', async () => {
    const room = new TestRoom();
    const ada = room.peer('ada');
    await ada.until(isAtRest, 2_000, 'ada');
    room.storage.failures = 1;
    textOf(ada).insert(0, 'x');
    await ada.until(({ readonlyReason }) => readonlyReason !== null, 2_000, 'trouble');
    await room.clock.advance(storageLimits.retryDelayMs);
    await ada.until((state) => isAtRest(state) && state.readonlyReason === null, 2_000, 'over');
    ada.destroy();
  });

  it('shows its presence, takes it away when it stops, and brings it back', async () => {
    const room = new TestRoom();
    const [ada, bob] = [room.peer('ada'), room.peer('bob')];
    ada.awareness.setLocalState({ file: 'f' });
    const seen = (): unknown => bob.awareness.getStates().get(ada.doc.clientID);
    const until = async (isThere: boolean): Promise<void> => {
      await expect.poll(() => seen() !== undefined, { timeout: 2_000 }).toBe(isThere);
    };
    await until(true);
    expect(seen()).toEqual({ user: userNamed('ada'), role: 'editor', file: 'f' });
    ada.stop();
    await until(false);
    ada.start();
    await until(true);
    expect(seen()).toEqual({ user: userNamed('ada'), role: 'editor', file: 'f' });
    ada.destroy();
    await until(false);
    bob.destroy();
  });

  it('W54 sends the first cursor move at once, and after it the newest one per interval', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    });
    const room = new TestRoom();
    const sent: unknown[] = [];
    const heard = new Awareness(new Y.Doc());
    const ada = room.peer('ada', 'editor', {
      connect: async () => {
        const socket = room.socket(await room.token('ada'));
        const send = socket.send.bind(socket);
        socket.send = (data) => {
          send(data);
          if (!(data instanceof Uint8Array)) return;
          for (const message of readClientFrame(data)) {
            if (message.type !== 'awareness') continue;
            applyAwarenessUpdate(heard, message.update, room);
            sent.push(heard.getStates().get(ada.doc.clientID)?.['at']);
          }
        };
        return asPeerSocket(socket);
      },
    });
    const move = (at: number): void => ada.awareness.setLocalState({ at });
    /** Cursor positions sent since the previous call. */
    const sentIn = async (ms: number): Promise<unknown[]> => {
      await vi.advanceTimersByTimeAsync(ms);
      await settle();
      return sent.splice(0);
    };
    const { awarenessIntervalMs } = wireLimits;
    while (!isAtRest(ada.state)) await sentIn(1);
    await sentIn(awarenessIntervalMs);

    move(1);
    expect(await sentIn(0)).toEqual([1]);
    move(2);
    move(3);
    expect(await sentIn(awarenessIntervalMs - 1)).toEqual([]);
    move(4);
    expect(await sentIn(1)).toEqual([4]);
    for (let at = 0; at < 10 * awarenessIntervalMs; at++) {
      move(at);
      await vi.advanceTimersByTimeAsync(1);
    }
    const burst = await sentIn(awarenessIntervalMs);
    expect(burst).toHaveLength(10);
    expect(burst.at(-1)).toBe(10 * awarenessIntervalMs - 1);
    expect(await sentIn(10 * awarenessIntervalMs)).toEqual([]);
    ada.destroy();
    heard.destroy();
  });

  it('forgets everyone’s presence when its socket is lost', async () => {
    const room = new TestRoom();
    const [ada, bob] = [room.peer('ada'), room.peer('bob')];
    bob.awareness.setLocalState({ file: 'f' });
    await expect.poll(() => ada.awareness.getStates().has(bob.doc.clientID)).toBe(true);
    ada.stop();
    expect([...ada.awareness.getStates().keys()]).toEqual([ada.doc.clientID]);
    ada.destroy();
    bob.destroy();
  });

  it('R53 sees everyone at once after a reconnect, whatever the room’s awareness clocks are', async () => {
    const room = new TestRoom();
    const [ada, bob] = [room.peer('ada'), room.peer('bob')];
    for (const one of [ada, bob]) await one.until(isAtRest, 2_000, 'in');
    const seen = (): number => ada.awareness.getStates().size;
    for (let move = 0; move < 5; move++) {
      bob.awareness.setLocalState({ at: move });
      await expect.poll(() => ada.awareness.getStates().get(bob.doc.clientID)?.['at']).toBe(move);
    }
    // The test clock stands still, so the restarted room begins with the same awareness clocks as before.
    room.restart();
    for (const one of [ada, bob]) one.reconnect();
    await expect.poll(seen).toBe(2);
    ada.destroy();
    bob.destroy();
  });

  it('stops when it is refused for good, and says why', async () => {
    const room = new TestRoom();
    const foreign = new TestRoom();
    const doc = new Y.Doc();
    const [ada, eve] = [room.peer('ada'), foreign.peer('eve', 'editor', { doc })];
    await ada.until(isAtRest, 2_000, 'ada');
    // A replica under someone else's client id, as if it were stolen.
    doc.clientID = ada.doc.clientID;
    textOf(ada).insert(0, 'mine');
    textOf({ doc }).insert(0, 'not mine');
    await ada.until(isAtRest, 2_000, 'ada');
    await eve.until(isAtRest, 2_000, 'eve');
    eve.destroy();
    const thief = room.peer('eve', 'editor', { doc });
    textOf({ doc }).insert(0, 'longer than hers');
    await thief.until(({ connection }) => connection === 'refused', 2_000, 'refusal');
    expect(thief.state.refusal).toMatchObject({ action: 'stop', code: closeCode.foreignClientId });
    expect(thief.state.refusal?.message).toContain('belongs to someone else');
    thief.destroy();
    ada.destroy();
  });

  it('R38 reports a full room, waits before the next try, and gets in on request once a seat is free', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const room = new TestRoom();
    const token = await room.token('bob');
    const others = await Promise.all(Array.from({ length: roomLimits.maxSockets }, () => room.raw(token)));
    let attempts = 0;
    const ada: Peer = room.peer('ada', 'editor', {
      connect: async () => {
        attempts++;
        return asPeerSocket(room.socket(await room.token('ada')));
      },
    });
    const isFull = ({ full, connection }: PeerState): boolean => full && connection === 'offline';
    await ada.until(isFull, 2_000, 'full');
    await vi.advanceTimersByTimeAsync(reconnectLimits.fullDelayMs - 1);
    expect(attempts).toBe(1);
    await vi.advanceTimersByTimeAsync(reconnectLimits.maxDelayMs);
    await ada.until(isFull, 2_000, 'full again');
    expect(attempts).toBe(2);
    await others[0]?.leave();
    ada.reconnect();
    await ada.until((state) => isAtRest(state) && !state.full, 2_000, 'in');
    expect(attempts).toBe(3);
    ada.destroy();
  });

  it('renews its token when the room says that it has expired', async () => {
    const room = new TestRoom();
    let token = 'an ended one';
    const doc = new Y.Doc();
    const ada = room.peer('ada', 'editor', {
      doc,
      connect: () => Promise.resolve(asPeerSocket(room.socket(token))),
      renewToken: async () => {
        token = await room.token('ada');
      },
    });
    await ada.until(isAtRest, 5_000, 'renewed');
    ada.destroy();
  });

  it('keeps trying by itself when there is no server at first', async () => {
    const room = new TestRoom();
    let attempts = 0;
    const ada: Peer = room.peer('ada', 'editor', {
      connect: async () => {
        if (++attempts < 3) throw new Error('no server');
        return asPeerSocket(room.socket(await room.token('ada')));
      },
    });
    await ada.until(isAtRest, 10_000, 'online');
    expect(attempts).toBe(3);
    ada.destroy();
  });
});
