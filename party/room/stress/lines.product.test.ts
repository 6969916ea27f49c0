import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { freePorts } from '../../../scripts/ports.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { wireLimits } from '../../../shared/limits.ts';
import type { PeerState } from '../../../shared/protocol/peer.ts';
import { type Client, clientKinds, ourPeer } from '../../../test/client-kinds.ts';
import { count, report } from '../../../test/counts.ts';
import { type Direction, FaultyProxy } from '../../../test/faulty-proxy.ts';
import { peerIn } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';

const [port = 0] = await freePorts(1);
const server = new RoomProcess(port);
let proxy: FaultyProxy;
beforeAll(() => server.start());
afterAll(() => server.destroy());
beforeEach(async () => void (proxy = await FaultyProxy.before(server)));
afterEach(() => proxy.close());

type TestPeer = ReturnType<typeof peerIn>;
const text = ({ doc }: { doc: Y.Doc }): Y.Text => doc.getText('t');
const patienceMs = 110_000;
const saved = (peer: TestPeer, what: string): Promise<void> =>
  peer.until(({ synced, unsaved }) => synced && !unsaved, patienceMs, what);
const eventually = async <T>(read: () => T, expected: T): Promise<void> => {
  await expect.poll(read, { timeout: patienceMs, interval: 20 }).toEqual(expected);
};
const seenBy = ({ awareness }: TestPeer): number[] => [...awareness.getStates().keys()].sort((a, b) => a - b);

/** A peer whose states are recorded. */
function watched(room: string, name: string): { peer: TestPeer; states: PeerState[] } {
  const states: PeerState[] = [];
  const peer = peerIn(proxy, room, name, { onChange: (state) => states.push(state) });
  return { peer, states };
}

describe('a slow line', () => {
  it('R73 joins a large document and uploads a large paste over 256 kbit/s, and nobody else notices', async () => {
    const room = newRoomId();
    const bytes = count('slowLineBytes');
    const [ada, bob] = [peerIn(server, room, 'ada'), peerIn(server, room, 'bob')];
    for (const peer of [ada, bob]) await saved(peer, 'the others');
    text(ada).insert(0, 'document '.repeat(bytes / 9));
    await saved(ada, 'the document');
    Object.assign(proxy.conditions, { delayMs: 150, jitterMs: 50, kbitPerSecond: 256 });
    const run = { isOver: false };
    let [typed, slowestMs] = [0, 0];
    const others = (async () => {
      while (!run.isOver) {
        const atMs = performance.now();
        ada.doc.getText('typed').insert(0, 'x');
        typed++;
        await eventually(() => bob.doc.getText('typed').length, typed);
        await saved(ada, 'the others');
        slowestMs = Math.max(slowestMs, performance.now() - atMs);
      }
    })();
    const { peer: slow, states } = watched(room, 'slow');
    const startMs = performance.now();
    let [joinMs, pasteMs] = [0, 0];
    try {
      await saved(slow, 'the join');
      joinMs = performance.now() - startMs;
      expect(text(slow).length).toBe(text(ada).length);
      text(slow).insert(0, 'pasted '.repeat(bytes / 7));
      await slow.until(({ unsaved }) => !unsaved, patienceMs, 'the paste');
      pasteMs = performance.now() - startMs - joinMs;
    } finally {
      run.isOver = true;
      await others;
    }
    for (const { doc } of [ada, bob]) await eventually(() => doc.getText('t').length, text(slow).length);
    expect(states.filter(({ connection }) => connection !== 'connecting' && connection !== 'online')).toEqual(
      [],
    );
    report(
      `${bytes / 1e6} MB over 256 kbit/s with 300 ms: joined in ${(joinMs / 1e3).toFixed(1)} s, pasted in ` +
        `${(pasteMs / 1e3).toFixed(1)} s; others' slowest edit was there and saved in ${slowestMs.toFixed(0)} ms`,
    );
    for (const peer of [ada, bob, slow]) peer.destroy();
  });
});

/** When things happened, in seconds. */
class Stopwatch {
  readonly #startMs = performance.now();
  readonly #atMs = new Map<string, number>();

  note(what: string): void {
    if (!this.#atMs.has(what)) this.#atMs.set(what, performance.now() - this.#startMs);
  }

  get text(): string {
    return [...this.#atMs].map(([what, ms]) => `${what} after ${(ms / 1_000).toFixed(1)} s`).join(', ');
  }
}

const ways: { way: string; directions: Direction[] }[] = [
  { way: 'to the room', directions: ['up'] },
  { way: 'from the room', directions: ['down'] },
  { way: 'either way', directions: ['up', 'down'] },
];

describe('a silent line', () => {
  it('R74 shows nothing unsaved as saved while nothing gets through, and has every edit and everyone there afterwards', async () => {
    const silentMs = count('silentLineMs');
    const trial = async ({ way, directions }: (typeof ways)[number]): Promise<void> => {
      const room = newRoomId();
      const line = await FaultyProxy.before(server);
      const [ada, bob] = [peerIn(line, room, 'ada'), peerIn(server, room, 'bob')];
      for (const peer of [ada, bob]) {
        await saved(peer, 'both');
        peer.awareness.setLocalState({ file: 'f' });
      }
      const both = [ada.doc.clientID, bob.doc.clientID].sort((a, b) => a - b);
      for (const peer of [ada, bob]) await eventually(() => seenBy(peer), both);
      line.silence(...directions);
      const watch = new Stopwatch();
      let typed = '';
      for (const endMs = performance.now() + silentMs; performance.now() < endMs;) {
        typed += 'x';
        text(ada).insert(0, 'x');
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(ada.state.unsaved).toBe(true);
        if (ada.state.stalled) watch.note('the page reported it');
        if (ada.state.connection !== 'online') watch.note('the page gave the line up');
        if (seenBy(bob).length === 1) watch.note('the room gave the page up');
      }
      const isLong = silentMs > wireLimits.silentPeerMs + wireLimits.keepAliveMs;
      if (isLong) expect(watch.text).toMatch(/page reported it.*gave/);
      line.heal();
      await saved(ada, 'the end');
      watch.note('everything was saved');
      await eventually(() => text(bob).toJSON(), typed);
      for (const peer of [ada, bob]) await eventually(() => seenBy(peer), both);
      watch.note('everyone was seen again');
      report(`${silentMs / 1_000} s of silence ${way}: ${watch.text}`);
      for (const peer of [ada, bob]) peer.destroy();
      await line.close();
    };
    await Promise.all(ways.map(trial));
  });
});

describe('a line that breaks', () => {
  it('R74 in the middle of a large upload costs none of it, and shows nobody a part', async () => {
    const room = newRoomId();
    const [{ peer: ada, states }, bob] = [watched(room, 'ada'), peerIn(server, room, 'bob')];
    for (const peer of [ada, bob]) await saved(peer, 'both');
    const lengths = new Set<number>();
    text(bob).observe(() => lengths.add(text(bob).length));
    proxy.conditions.kbitPerSecond = 1_024;
    text(ada).insert(0, 'pasted '.repeat(40_000));
    await new Promise((resolve) => setTimeout(resolve, 700));
    states.length = 0;
    proxy.drop();
    proxy.refuse();
    await ada.until(({ connection }) => connection === 'offline', patienceMs, 'offline');
    text(ada).insert(0, 'meanwhile ');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(text(bob).length).toBe(0);
    expect(states.filter(({ unsaved }) => !unsaved)).toEqual([]);
    proxy.heal();
    await saved(ada, 'the end');
    await eventually(() => text(bob).toJSON(), text(ada).toJSON());
    expect([...lengths]).toEqual([text(ada).length]);
    for (const peer of [ada, bob]) peer.destroy();
  });

  const closes: { close: string; end: (client: Client) => void }[] = [
    { close: 'the client closes', end: (client) => client.goOffline() },
    {
      close: 'the line drops',
      end: (client) => {
        proxy.drop();
        client.goOffline();
      },
    },
    {
      close: 'the client closes and the line drops',
      end: (client) => {
        client.goOffline();
        proxy.drop();
      },
    },
  ];

  it.each(closes)('R74 keeps the last edit before $close, of every kind of client', async ({ end }) => {
    const room = newRoomId();
    const clients: Client[] = [];
    for (const { connect } of clientKinds)
      clients.push(await connect(proxy, room, `of kind ${clients.length}`));
    await eventually(() => clients.every((client) => client.isSynced()), true);
    proxy.conditions.delayMs = 50;
    const words = clients.map((_, i) => `word${i};`);
    for (const [i, client] of clients.entries()) text(client).insert(0, words[i]!);
    clients.forEach(end);
    proxy.heal();
    for (const client of clients) client.goOnline();
    const late = await ourPeer(server, room, 'late');
    const there = (): string[] =>
      text(late)
        .toJSON()
        .match(/word\d;/g)
        ?.sort() ?? [];
    await eventually(there, words);
    for (const client of [...clients, late]) client.leave();
  });
});
