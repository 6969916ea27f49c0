import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { comeToRest, watchCrypto } from '../../test/real-time.ts';
import { presenceFrame } from '../../test/presence-frame.ts';
import { type RawClient, TestRoom } from '../../test/test-room.ts';
import { roomLimits, wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { awarenessFrame, step1Frame, step2Frame, updateFrame } from '../../shared/protocol/frames.ts';
import type { Role } from '../../shared/roles.ts';
import { writer } from '../../test/writer.ts';

const nothingNew = step2Frame(Y.encodeStateAsUpdate(new Y.Doc()));
const noPresence = awarenessFrame(new Uint8Array([0]));
const { lifeSignMs, seatWaitMs, seatCheckMs, tickMs } = wireLimits;

beforeEach(watchCrypto);
afterEach(() => void vi.restoreAllMocks());

const answered = new WeakMap<RawClient, number>();

/** Answers what the room has asked, as every client does. */
async function answer(clients: readonly RawClient[]): Promise<void> {
  for (const client of clients) {
    const asked = client.of('step1').length;
    if (asked > (answered.get(client) ?? 0)) await client.send(nothingNew);
    answered.set(client, asked);
  }
}

/** Lets time pass, in which these clients answer. */
async function pass(room: TestRoom, ms: number, alive: readonly RawClient[] = []): Promise<void> {
  await answer(alive);
  for (let left = ms; left > 0; left -= seatCheckMs) {
    await room.clock.advance(Math.min(left, seatCheckMs));
    await answer(alive);
  }
}

const joined = async (room: TestRoom, name: string, role?: Role): Promise<RawClient> =>
  room.raw(await room.token(name, role));

/** Everyone's seats but one's. */
const fill = async (room: TestRoom, seats: number, role: Role = 'editor'): Promise<RawClient[]> =>
  Promise.all(Array.from({ length: seats }, (_, i) => joined(room, `${role}-${i}`, role)));

describe('someone who comes back', () => {
  it('R71 is present once 5 s later, when their old connection gives no sign of life', async () => {
    const room = new TestRoom();
    const [bob, dead] = [await joined(room, 'bob'), await joined(room, 'ada')];
    await dead.send(presenceFrame([20, 1, { file: 'f' }]));
    await pass(room, tickMs, [bob]);
    const back = await joined(room, 'ada');
    await back.send(presenceFrame([21, 1, { file: 'f' }]));
    const present = (): number[] => room.core.presence.ids();
    expect(present()).toEqual([20, 21]);
    await pass(room, lifeSignMs + seatCheckMs, [bob, back]);
    expect(dead.closed?.code).toBe(closeCode.tryLater);
    expect(present()).toEqual([21]);
    expect([bob.closed, back.closed]).toEqual([undefined, undefined]);
  });

  it('R71 closes none of their tabs that answer, however many come, and nobody else’s connection', async () => {
    const room = new TestRoom();
    const bob = await joined(room, 'bob');
    const tabs: RawClient[] = [];
    for (let i = 0; i < 20; i++) {
      tabs.push(await joined(room, 'ada'));
      await pass(room, lifeSignMs / 4, tabs);
    }
    // Stock clients answer a question alone; any other message is a sign of life too.
    await joined(room, 'ada');
    for (const tab of tabs) await tab.send(noPresence);
    await pass(room, lifeSignMs + seatCheckMs);
    expect(tabs.map(({ closed }) => closed)).toEqual(tabs.map(() => undefined));
    expect(bob.closed).toBeUndefined();
    expect(bob.of('step1').length).toBeLessThanOrEqual(2);
  });

  it('R71 gives a tab that has much to read the time for that', async () => {
    const room = new TestRoom();
    const ada = await joined(room, 'ada');
    const { text, updates } = writer(10);
    text.insert(0, 'x'.repeat(wireLimits.readProbeBytes / 8));
    await (await joined(room, 'bob')).send(updateFrame(updates[0]!));
    await joined(room, 'ada');
    await pass(room, lifeSignMs + wireLimits.slowReadTimeoutMs / 8 - seatCheckMs);
    expect(ada.closed).toBeUndefined();
    await pass(room, 2 * seatCheckMs);
    expect(ada.closed?.code).toBe(closeCode.tryLater);
  });

  it('R50 R71 keeps what had arrived over the connection that is given up', async () => {
    const room = new TestRoom();
    const dead = await joined(room, 'ada');
    const { text, updates } = writer(10);
    text.insert(0, 'last words');
    const release = room.storage.hold();
    await dead.send(updateFrame(updates[0]!));
    const back = await joined(room, 'ada');
    await pass(room, lifeSignMs + seatCheckMs, [back]);
    expect(dead.closed).toBeDefined();
    release();
    await back.send(step1Frame(Y.encodeStateVector(new Y.Doc())));
    const copy = new Y.Doc();
    Y.applyUpdate(copy, back.of('step2').at(-1)!.update);
    expect(copy.getText('t').toJSON()).toBe('last words');
  });
});

describe('a full room', () => {
  /** Has someone connect, and lets time pass until they are in or refused. */
  async function comeBack(
    room: TestRoom,
    name: string,
    alive: readonly RawClient[],
    role: Role = 'editor',
  ): Promise<RawClient> {
    const arriving = joined(room, name, role);
    // Its token is made and read in real time: only then does it wait by the room's clock.
    for (let step = 0; step < 10; step++) await comeToRest();
    await pass(room, seatWaitMs + seatCheckMs, alive);
    return arriving;
  }

  it('R72 lets someone in whose own dead connection holds a seat', async () => {
    const room = new TestRoom();
    const dead = await joined(room, 'ada');
    const others = await fill(room, roomLimits.maxSockets - 1);
    await pass(room, tickMs, others);
    const back = await comeBack(room, 'ada', others);
    expect(back.closed).toBeUndefined();
    expect(back.of('step1').length).toBeGreaterThan(0);
    expect(dead.closed?.code).toBe(closeCode.tryLater);
    expect(others.filter(({ closed }) => closed)).toEqual([]);
    expect(room.core.size).toBe(roomLimits.maxSockets);
  });

  it('R38 R72 stays full for someone whose connections are alive, and for everyone else', async () => {
    const room = new TestRoom();
    const tabs = [await joined(room, 'ada'), await joined(room, 'ada')];
    const others = await fill(room, roomLimits.maxSockets - 2);
    const late = await comeBack(room, 'ada', [...tabs, ...others]);
    expect(late.closed?.code).toBe(closeCode.full);
    // Nobody asks on behalf of others: their silent connections keep their seats for as long as anyone's.
    const stranger = await comeBack(room, 'eve', []);
    expect(stranger.closed?.code).toBe(closeCode.full);
    expect([...tabs, ...others].filter(({ closed }) => closed)).toEqual([]);
  });

  it('R72 lets only a few connections of one person wait', async () => {
    const room = new TestRoom();
    await joined(room, 'ada');
    await fill(room, roomLimits.maxSockets - 1);
    const refused: RawClient[] = [];
    const arriving = Array.from({ length: wireLimits.maxSeatWaits + 2 }, async () => {
      const client = await joined(room, 'ada');
      if (client.closed?.code === closeCode.full) refused.push(client);
    });
    await pass(room, seatCheckMs / 2);
    await expect.poll(() => refused.length).toBe(2);
    await pass(room, seatWaitMs + seatCheckMs);
    await Promise.all(arriving);
    expect(refused).toHaveLength(wireLimits.maxSeatWaits + 1);
  });

  it('R38 R72 gives viewers seats of viewers only', async () => {
    const room = new TestRoom();
    const editing = await joined(room, 'ada');
    const viewing = await joined(room, 'bob', 'viewer');
    const viewers = await fill(room, roomLimits.maxViewerSockets - 1, 'viewer');
    const second = await comeBack(room, 'ada', [editing, ...viewers], 'viewer');
    expect(second.closed?.code).toBe(closeCode.full);
    const back = await comeBack(room, 'bob', [editing, ...viewers], 'viewer');
    expect(back.closed).toBeUndefined();
    expect(viewing.closed?.code).toBe(closeCode.tryLater);
    expect([editing, ...viewers].filter(({ closed }) => closed)).toEqual([]);
  });
});
