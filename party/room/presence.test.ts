import { Awareness, applyAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type RawClient, TestRoom, userNamed } from '../../test/test-room.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { presenceFrame as presence } from '../../test/presence-frame.ts';
import { awarenessFrame, saveAckFrame, updateFrame } from '../../shared/protocol/frames.ts';
import { wireLimits } from '../../shared/limits.ts';

/** A clock that the room has sent for nobody. */
const newest = 2 ** 52;

/** What a stock client believes after everything these connections heard; each was lost before the next. */
function seenBy(...connections: RawClient[]): Map<number, unknown> {
  const awareness = new Awareness(new Y.Doc());
  for (const connection of connections) {
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, 'connection');
    for (const { update } of connection.of('awareness')) applyAwarenessUpdate(awareness, update, 'room');
  }
  const states = new Map<number, unknown>(awareness.getStates());
  states.delete(awareness.clientID);
  awareness.destroy();
  return states;
}

async function pair(): Promise<{ room: TestRoom; ada: RawClient; bob: RawClient }> {
  const room = new TestRoom();
  return { room, ada: await room.raw(await room.token('ada')), bob: await room.raw(await room.token('bob')) };
}

describe('presence', () => {
  it('R13 stamps the verified user over what a client claims to be', async () => {
    const { ada, bob } = await pair();
    const forged = { id: 'agent', name: 'Agent', color: 0, kind: 'agent' };
    await ada.send(presence([10, 1, { user: forged, file: 'f', cursor: { any: 1 } }]));
    expect(seenBy(bob)).toEqual(
      new Map([[10, { user: userNamed('ada'), role: 'editor', file: 'f', cursor: { any: 1 } }]]),
    );
    expect(seenBy(ada).size).toBe(0);
  });

  it('R91 stamps the role of the link over what a client claims to be', async () => {
    const room = new TestRoom();
    const bob = await room.raw(await room.token('bob'));
    const eve = await room.raw(await room.token('eve', 'viewer'));
    await eve.send(presence([10, 1, { role: 'owner', file: 'f' }]));
    expect(seenBy(bob)).toEqual(new Map([[10, { user: userNamed('eve'), role: 'viewer', file: 'f' }]]));
    const owner = await room.raw(await room.token('olga', 'owner'));
    await owner.send(presence([20, 1, {}]));
    expect(seenBy(bob).get(20)).toMatchObject({ role: 'owner' });
  });

  it('R13 allows a connection one client id, and an id one user', async () => {
    const { ada, bob } = await pair();
    await ada.send(presence([10, 1, { file: 'a' }]));
    await bob.send(presence([20, 1, { file: 'b' }]));
    await bob.send(presence([10, newest, { file: 'stolen' }]), presence([10, newest, { file: 'stolen' }]));
    expect(seenBy(ada)).toEqual(new Map([[20, { user: userNamed('bob'), role: 'editor', file: 'b' }]]));
    await bob.send(presence([10, newest, { file: 'stolen' }]));
    expect(bob.closed?.code).toBe(closeCode.malformed);
  });

  it('R13 silently drops the states and nulls of others that stock clients repeat', async () => {
    const { room, ada, bob } = await pair();
    await ada.send(presence([10, 4, { file: 'a' }]));
    await bob.send(presence([20, 1, {}]));
    const echo = bob.of('awareness')[0]!.update;
    for (let i = 0; i < 5; i++) await bob.send(awarenessFrame(echo), presence([10, 99, null]));
    expect(bob.closed).toBeUndefined();
    const late = await room.raw(await room.token('eve'));
    expect(seenBy(late).get(10)).toMatchObject({ file: 'a', user: userNamed('ada') });
  });

  it('R13 shows nobody under an id that someone else writes under', async () => {
    const { ada, bob } = await pair();
    const doc = new Y.Doc();
    doc.clientID = 77;
    doc.getText('t').insert(0, 'x');
    await ada.send(updateFrame(Y.encodeStateAsUpdate(doc)));
    await bob.send(presence([77, 1, {}]));
    expect(seenBy(ada).size).toBe(0);
  });

  it('R14 removes presence when its connection closes', async () => {
    const { ada, bob } = await pair();
    await ada.send(presence([10, 7, {}]));
    expect(seenBy(bob).size).toBe(1);
    await ada.leave();
    expect(seenBy(bob).size).toBe(0);
  });

  it('R14 shows a client that rejoins at its old clock to those who saw it leave', async () => {
    const { room, ada, bob } = await pair();
    await ada.send(presence([10, 7, { file: 'a' }]));
    await ada.leave();
    const again = await room.raw(await room.token('ada'));
    await again.send(presence([10, 7, { file: 'a' }]));
    expect(seenBy(bob).get(10)).toMatchObject({ file: 'a' });
  });

  it('R14 keeps the presence of a client that reconnects before its old socket is found dead', async () => {
    const { room, ada, bob } = await pair();
    await ada.send(presence([10, 7, { file: 'a' }]));
    const again = await room.raw(await room.token('ada'));
    await again.send(presence([10, 7, { file: 'a' }]));
    await ada.leave();
    expect(seenBy(bob).get(10)).toMatchObject({ file: 'a' });
    await again.leave();
    expect(seenBy(bob).size).toBe(0);
  });

  it('R14 leaves an id with its client’s newest connection, whatever comes late over an older one', async () => {
    const { room, ada, bob } = await pair();
    await ada.send(presence([10, 7, { file: 'old' }]));
    const again = await room.raw(await room.token('ada'));
    await again.send(presence([10, 8, { file: 'new' }]));
    await ada.send(presence([10, 7, { file: 'late' }]));
    expect(seenBy(bob).get(10)).toMatchObject({ file: 'new' });
    await ada.leave();
    expect(seenBy(bob).get(10)).toMatchObject({ file: 'new' });
  });

  it('R14 does not let a user’s other tab bring back a state that left', async () => {
    const { room, ada, bob } = await pair();
    const tab = await room.raw(await room.token('ada'), '');
    await ada.send(presence([10, 7, { file: 'a' }]));
    const echo = tab.of('awareness')[0]!.update;
    await ada.leave();
    await tab.send(awarenessFrame(echo));
    expect(seenBy(bob).size).toBe(0);
  });

  it('R14 shows those who stayed to a client that reconnects', async () => {
    const { room, ada, bob } = await pair();
    await ada.send(presence([10, 7, { file: 'a' }]));
    await bob.leave();
    const again = await room.raw(await room.token('bob'));
    expect(seenBy(bob, again).get(10)).toMatchObject({ file: 'a' });
  });

  it('R14 shows everyone who rejoins after a restart of the room', async () => {
    const { room, ada, bob } = await pair();
    for (let clock = 1; clock <= 30; clock++) await ada.send(presence([10, clock, { file: `${clock}` }]));
    await room.clock.advance(1_000);
    room.restart();
    const again = await room.raw(await room.token('bob'));
    await (await room.raw(await room.token('ada'))).send(presence([10, 31, { file: 'a' }]));
    expect(seenBy(bob, again).get(10)).toMatchObject({ file: 'a' });
  });

  it('R53 continues past every clock sent before a restart, however soon and after however many moves', async () => {
    const { room, ada, bob } = await pair();
    for (let clock = 1; clock <= 500; clock++) await ada.send(presence([10, clock, { file: `${clock}` }]));
    await room.clock.advance(1);
    room.restart();
    const again = await room.raw(await room.token('bob'));
    await (await room.raw(await room.token('ada'))).send(presence([10, 501, { file: 'a' }]));
    expect(seenBy(bob, again).get(10)).toMatchObject({ file: 'a' });
  });

  it('R14 hides a client’s old state from it when it reconnects before its old socket is found dead', async () => {
    const { room, ada, bob } = await pair();
    await ada.send(presence([10, 7, { file: 'old' }]));
    await (await room.raw(await room.token('ada'))).send(presence([11, 1, { file: 'tab' }]));
    const again = await room.raw(await room.token('ada'));
    expect(again.of('awareness')).toEqual([]);
    await again.send(presence([10, 8, { file: 'new' }]));
    expect([...seenBy(again).keys()], 'and shows it its other tab').toEqual([11]);
    expect(seenBy(bob).get(10)).toMatchObject({ file: 'new' });
  });

  it('R52 keeps a state as long as its connection lives, and renews it before clients forget it', async () => {
    const { room, ada, bob } = await pair();
    await ada.send(presence([10, 1, { file: 'a' }]));
    const statesHeard = (): number => bob.of('awareness').filter(({ update }) => (update[0] ?? 0) > 0).length;
    const forgetMs = 30_000;
    for (let at = 0, heard = statesHeard(); at < 5 * forgetMs; at += forgetMs, heard = statesHeard()) {
      await room.clock.advance(forgetMs - wireLimits.tickMs);
      expect(statesHeard()).toBeGreaterThan(heard);
      await room.clock.advance(wireLimits.tickMs);
      // A hidden page answers, but its timers sleep.
      for (const one of [ada, bob]) await one.send(saveAckFrame(1));
    }
    expect(seenBy(bob).get(10)).toMatchObject({ file: 'a' });
    expect(ada.closed).toBeUndefined();
    await room.clock.advance(wireLimits.silentPeerMs + wireLimits.tickMs);
    expect(ada.closed?.code).toBe(closeCode.tryLater);
    expect(seenBy(bob).size).toBe(0);
  });

  it('R52 renews nothing for clients that renew it themselves, as stock clients do every 15 s', async () => {
    const { room, ada, bob } = await pair();
    for (let clock = 1; clock <= 8; clock++) {
      await ada.send(presence([10, clock, { file: 'a' }]));
      await bob.send(saveAckFrame(1));
      await room.clock.advance(15_000);
    }
    expect(bob.of('awareness').filter(({ update }) => (update[0] ?? 0) > 0)).toHaveLength(8);
  });

  it('R14 answers a query with every state but the asker’s own', async () => {
    const { ada, bob } = await pair();
    await ada.send(presence([10, 1, {}]));
    await bob.send(presence([20, 1, {}]));
    const heard = bob.of('awareness').length;
    await bob.send(new Uint8Array([3]));
    expect(bob.of('awareness')).toHaveLength(heard + 1);
    expect([...seenBy(bob).keys()]).toEqual([10]);
  });

  it.each([
    ['a number', 4],
    ['a list', [1]],
    ['an object under a client id over 32 bits (R29)', {}, 2 ** 32],
  ])('R13 refuses %s as a state', async (_, state, id = 10) => {
    const { ada, bob } = await pair();
    await ada.send(presence([id, 1, state]), presence([id, 2, state]));
    expect(ada.closed).toBeUndefined();
    await ada.send(presence([id, 3, state]));
    expect(ada.closed?.code).toBe(closeCode.malformed);
    expect(seenBy(bob).size).toBe(0);
  });

  it.each([
    ['a selection of numbers', { selection: { anchor: 1, head: 2 } }, {}],
    ['a selection of words', { selection: 'all of it' }, {}],
    ['a file that is not a string', { file: 7 }, {}],
    ['a file id that is too long', { file: 'x'.repeat(65) }, {}],
    ['an unknown status', { status: 'asleep' }, {}],
    ['a field that is too large', { avatar: 'x'.repeat(wireLimits.maxAwarenessBytes) }, {}],
    [
      'fields beyond the limit',
      Object.fromEntries(Array.from({ length: 5 }, (_, n) => [n, 'é'.repeat(900)])),
      { 0: 'é'.repeat(900), 1: 'é'.repeat(900) },
    ],
    ['an identity that is too large', { user: { avatar: 'x'.repeat(wireLimits.maxAwarenessBytes) } }, {}],
    [
      'a prototype',
      JSON.parse('{"__proto__":{"file":"g"}}') as object,
      JSON.parse('{"__proto__":{"file":"g"}}') as object,
    ],
  ])('R51 leaves out %s, shows the rest, and counts none as a strike', async (_, odd, shown) => {
    const { ada, bob } = await pair();
    for (let clock = 1; clock <= 2 * wireLimits.strikes; clock++) {
      await ada.send(presence([10, clock, { cursor: clock, ...(odd as object), fits: true }]));
    }
    expect(ada.closed).toBeUndefined();
    const state = seenBy(bob).get(10);
    expect(state).toEqual({
      user: userNamed('ada'),
      role: 'editor',
      cursor: 2 * wireLimits.strikes,
      fits: true,
      ...shown,
    });
  });

  it('R51 puts our own fields first, so that others cannot crowd them out', async () => {
    const { ada, bob } = await pair();
    const { maxAwarenessBytes } = wireLimits;
    const most = 'x'.repeat(
      maxAwarenessBytes - JSON.stringify({ user: userNamed('ada'), role: 'editor', text: '' }).length,
    );
    await ada.send(presence([10, 1, { text: most }]));
    expect(seenBy(bob).get(10)).toEqual({ user: userNamed('ada'), role: 'editor', text: most });
    await ada.send(presence([10, 2, { text: most, file: 'f', status: 'idle' }]));
    expect(seenBy(bob).get(10)).toEqual({
      user: userNamed('ada'),
      role: 'editor',
      file: 'f',
      status: 'idle',
    });
  });
});
