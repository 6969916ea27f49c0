import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { settle } from '../../test/clock.ts';
import { asPeerSocket } from '../../test/socket-pair.ts';
import { TestRoom } from '../../test/test-room.ts';
import { wireLimits } from '../limits.ts';
import { hasPending } from '../yjs-internals.ts';
import { joinFrames, type Message, readClientFrame, saveAckFrame, updateFrame } from './frames.ts';
import type { PeerState } from './peer.ts';

const isAtRest = ({ synced, unsaved }: PeerState): boolean => synced && !unsaved;

afterEach(() => void vi.useRealTimers());

/** A peer in a room, with the messages of each WebSocket message that it sends from then on. */
async function watchedPeer(room: TestRoom, role: 'editor' | 'viewer' = 'editor') {
  const sent: Message<unknown>[][] = [];
  const ada = room.peer('ada', role, {
    connect: async () => {
      const socket = room.socket(await room.token('ada', role));
      const send = socket.send.bind(socket);
      socket.send = (data) => {
        send(data);
        // Pieces of a large message are no frames of their own.
        if (data instanceof Uint8Array && data.byteLength < wireLimits.chunkBytes / 2)
          sent.push(readClientFrame(data));
      };
      return asPeerSocket(socket);
    },
  });
  await ada.until(role === 'viewer' ? ({ synced }) => synced : isAtRest, 5_000, 'in');
  await settle();
  sent.splice(0);
  return { ada, sent, typesSent: () => sent.splice(0).map((frame) => frame.map(({ type }) => type)) };
}

describe('what a peer sends', () => {
  it('R68 is one message for the edits made in one go and their ack request, without waiting for a timer', async () => {
    const { ada, typesSent } = await watchedPeer(new TestRoom());
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    const text = ada.doc.getText('t');
    text.insert(0, 'one');
    text.insert(3, ' two');
    expect(typesSent()).toEqual([]);
    await Promise.resolve();
    expect(typesSent()).toEqual([['update', 'saveAck']]);
    text.delete(0, 3);
    await Promise.resolve();
    expect(typesSent()).toEqual([['update', 'saveAck']]);
    await ada.until(isAtRest, 2_000, 'saved');
    ada.destroy();
  });

  it('R68 an edit too large for one message is sent in pieces, and acked', async () => {
    const { ada, sent } = await watchedPeer(new TestRoom());
    const text = ada.doc.getText('t');
    text.insert(0, 'x'.repeat(1.75 * wireLimits.chunkBytes));
    await ada.until(isAtRest, 5_000, 'saved');
    expect(sent.map((frame) => frame.map(({ type }) => type))).toEqual([['saveAck']]);
    ada.destroy();
  });

  it('R67 is no presence that says the same as what it sent last', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    const room = new TestRoom();
    const { ada, typesSent } = await watchedPeer(room);
    const after = async (ms: number): Promise<string[][]> => {
      await vi.advanceTimersByTimeAsync(ms);
      return typesSent();
    };
    const show = (file: string): void => ada.awareness.setLocalState({ file });
    show('f');
    expect(await after(wireLimits.awarenessIntervalMs)).toEqual([['awareness']]);
    show('f');
    expect(await after(wireLimits.samePresenceMs - 2 * wireLimits.awarenessIntervalMs)).toEqual([]);
    // Away and back within one interval is nothing new either.
    show('g');
    show('f');
    expect(await after(wireLimits.awarenessIntervalMs)).toEqual([]);
    await after(2 * wireLimits.awarenessIntervalMs);
    show('f');
    expect(await after(wireLimits.awarenessIntervalMs)).toEqual([['awareness']]);
    vi.useRealTimers();
    ada.reconnect();
    await ada.until(isAtRest, 5_000, 'back');
    expect(typesSent().flat()).toContain('awareness');
    ada.destroy();
  });

  it.each(['editor', 'viewer'] as const)(
    'R69 is its newest ack request, to keep an idle connection of an %s alive',
    async (role) => {
      const room = new TestRoom();
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const { ada, sent, typesSent } = await watchedPeer(room, role);
      await vi.advanceTimersByTimeAsync(wireLimits.keepAliveMs);
      await settle();
      expect(typesSent()).toEqual([['saveAck']]);
      ada.doc.getText('t').insert(0, 'x');
      await Promise.resolve();
      const [[, asked] = []] = sent;
      if (role === 'editor') await ada.until(isAtRest, 2_000, 'saved');
      sent.splice(0);
      await vi.advanceTimersByTimeAsync(wireLimits.keepAliveMs);
      if (role === 'editor') expect(sent).toEqual([[asked]]);
      await settle();
      expect(ada.state).toMatchObject({ connection: 'online', stalled: false, unsaved: role === 'viewer' });
      ada.destroy();
    },
  );

  it('R69 is a step 1 while updates are missing on which others build', async () => {
    const room = new TestRoom();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { ada, typesSent } = await watchedPeer(room);
    const other = new Y.Doc();
    const updates: Uint8Array[] = [];
    other.on('update', (update) => void updates.push(update));
    for (const letter of 'ab') other.getText('t').insert(other.getText('t').length, letter);
    const bob = await room.raw(await room.token('bob'));
    // The first update reaches the room, but not this peer.
    room.sockets[0]?.disturbDown(0);
    await bob.send(updateFrame(updates[0]!));
    await bob.send(updateFrame(updates[1]!));
    expect(hasPending(ada.doc)).toBe(true);
    await vi.advanceTimersByTimeAsync(wireLimits.keepAliveMs);
    await settle();
    expect(typesSent().flat()).toContain('step1');
    expect(ada.doc.getText('t').toJSON()).toBe('ab');
    await vi.advanceTimersByTimeAsync(wireLimits.keepAliveMs);
    expect(typesSent().flat()).toEqual(['saveAck']);
    ada.destroy();
  });
});

describe('what a peer is sent', () => {
  it('R66 is one transaction for all updates of a message', async () => {
    const room = new TestRoom();
    const { ada } = await watchedPeer(room);
    const [session] = [...room.core.sessions];
    let transactions = 0;
    ada.doc.on('afterTransaction', () => void transactions++);
    const updates = ['one', 'two', 'three'].map((word) => {
      const doc = new Y.Doc();
      doc.getText(word).insert(0, word);
      return updateFrame(Y.encodeStateAsUpdate(doc));
    });
    session!.send(joinFrames([...updates, saveAckFrame(99), updates[0]!]), room.clock.now());
    await settle();
    expect(transactions).toBe(2);
    for (const word of ['one', 'two', 'three']) expect(ada.doc.getText(word).toJSON()).toBe(word);
    // What came from the room is not sent back.
    expect(ada.state.unsaved).toBe(false);
    ada.destroy();
  });
});
