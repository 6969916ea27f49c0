import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { readAll } from '../../../shared/doc.ts';
import { storageLimits } from '../../../shared/limits.ts';
import { Peer } from '../../../shared/protocol/peer.ts';
import { count, report } from '../../../test/counts.ts';
import { editSomething } from '../../../test/random-edits.ts';
import { type SeededRandom, seededRandom } from '../../../test/random.ts';
import { asPeerSocket, type ClientSocket } from '../../../test/socket-pair.ts';
import { TestRoom } from '../../../test/test-room.ts';
import { firstSeed } from '../../../test/seed.ts';

const clients = 5;

/** Seeds whose replicas once ended different. */
const pinned: number[] = [];

interface Replica {
  doc: Y.Doc;
  peer: Peer;
  /** Its newest socket. */
  socket: () => ClientSocket | undefined;
}

/** A room and five replicas, with one seed behind every random choice. */
class Trial {
  readonly room = new TestRoom();
  readonly random: SeededRandom;
  readonly replicas: Replica[] = [];
  readonly #fileIds: string[] = [];
  #arrivals = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    // Spies remember every call.
    vi.clearAllMocks();
    // Reconnection delays have random jitter.
    vi.spyOn(Math, 'random').mockImplementation(() => this.random.next());
  }

  async join(name: string): Promise<Replica> {
    const doc = new Y.Doc();
    doc.clientID = 1_000 + this.#arrivals++;
    const token = await this.room.token(name);
    let socket: ClientSocket | undefined;
    const connect = () => {
      socket = this.room.socket(token);
      return Promise.resolve(asPeerSocket(socket));
    };
    const peer = new Peer({ doc, awareness: new Awareness(doc), connect });
    peer.start();
    const replica: Replica = { doc, peer, socket: () => socket };
    this.replicas.push(replica);
    return replica;
  }

  /** One thing happens: mostly an edit, sometimes trouble with the connection or the disk. */
  async step(): Promise<void> {
    const { random, room } = this;
    const { doc, peer, socket } = random.pick(this.replicas);
    switch (random.int(60)) {
      case 0:
        peer.stop();
        break;
      case 1:
      case 2:
        peer.start();
        break;
      case 3:
        peer.reconnect();
        break;
      case 4:
        socket()?.cut();
        break;
      case 5:
        socket()?.silence(random.pick(['up', 'down']));
        break;
      case 6:
        socket()?.repeatUp();
        break;
      case 7:
        socket()?.disturbDown(random.pick([0, 2]));
        break;
      case 8:
        room.storage.failures = random.int(3);
        break;
      case 9:
        await this.pass(random.pick([10, 1_500, 16_000]));
        break;
      default:
        editSomething(doc, random, this.#fileIds);
    }
    await this.#runLoop(1 + random.int(3));
  }

  /** Lets time pass for the peers and for the room. */
  async pass(ms: number): Promise<void> {
    vi.advanceTimersByTime(ms);
    await this.#runLoop(1);
    await this.room.clock.advance(ms);
    await this.#runLoop(4);
  }

  /** Ends the trouble, and resolves when everyone has what everyone wrote. */
  async rest(): Promise<void> {
    this.room.storage.failures = 0;
    await this.pass(storageLimits.retryDelayMs);
    for (const { peer } of this.replicas) {
      peer.start();
      peer.reconnect();
    }
    const isAtRest = (): boolean =>
      this.replicas.every(({ peer }) => peer.state.synced && !peer.state.unsaved);
    for (let waited = 0; !isAtRest() && waited < 100; waited++) await this.pass(100);
    await this.pass(1);
  }

  /**
   * Runs the event loop a few times. Tokens are verified outside of it: without waiting for them no seed
   * would repeat.
   */
  async #runLoop(times: number): Promise<void> {
    vi.advanceTimersByTime(1);
    for (let time = 0; time < times; time++) {
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(this.room.sockets.map(({ joined }) => joined));
    }
  }

  /** Everyone leaves for good. */
  end(): void {
    for (const { peer, doc } of this.replicas.splice(0)) {
      peer.destroy();
      // Its presence has a timer that would run on through all later seeds.
      doc.destroy();
    }
  }
}

/**
 * Everything that a replica holds: texts by path, the trash, what is deleted, how much each client has
 * written.
 */
function contentOf(doc: Y.Doc): unknown {
  const files = Object.entries(doc.getMap('files').toJSON()).sort(([a], [b]) => (a < b ? -1 : 1));
  const { sv, ds } = Y.snapshot(doc);
  return {
    paths: [...readAll(doc)],
    files,
    meta: Object.entries(doc.getMap('meta').toJSON()).sort(([a], [b]) => (a < b ? -1 : 1)),
    written: [...sv].sort(([a], [b]) => a - b),
    deleted: [...ds.clients].sort(([a], [b]) => a - b),
  };
}

/** Plays a seed. @returns what went wrong, or undefined, and what everyone had in the end. */
async function play(seed: number): Promise<{ problem: string | undefined; content: string }> {
  // The trash records times.
  vi.setSystemTime(0);
  const trial = new Trial(seed);
  for (let i = 0; i < clients; i++) await trial.join(`user ${i}`);
  for (let step = 0; step < clients * count('convergenceOps'); step++) await trial.step();
  await trial.rest();
  const refused = trial.replicas.find(({ peer }) => peer.state.refusal !== undefined);
  const behind = trial.replicas.find(({ peer }) => !peer.state.synced || peer.state.unsaved);
  const [first, ...others] = trial.replicas.map(({ doc }) => JSON.stringify(contentOf(doc)));
  trial.end();
  trial.room.restart();
  const late = await trial.join('late');
  await trial.rest();
  const fromDisk = JSON.stringify(contentOf(late.doc));
  trial.end();
  let problem: string | undefined;
  if (refused) problem = `refused: ${refused.peer.state.refusal?.message}`;
  else if (behind) problem = 'not at rest';
  else if (others.some((other) => other !== first)) problem = 'replicas differ';
  else if (fromDisk !== first) problem = 'the disk differs';
  return { problem, content: fromDisk };
}

describe('convergence', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    // The room reports every failed write.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it.each(pinned)('R23 every replica and the disk end equal, seed %i', async (seed) => {
    expect((await play(seed)).problem).toBeUndefined();
  });

  it('plays a seed the same way again, so that a failure can be reproduced', async () => {
    const first = await play(7);
    expect(await play(7)).toEqual(first);
  });

  it('R23 every replica and the disk end equal, whatever is lost, repeated or late', async () => {
    const seeds = count('convergenceSeeds');
    const wrong: [seed: number, string][] = [];
    for (let nth = 0; nth < seeds; nth++) {
      const seed = firstSeed + nth;
      const { problem } = await play(seed);
      if (problem !== undefined) wrong.push([seed, problem]);
      // A long run should report before it is over.
      if ((nth + 1) % 500 === 0) {
        const steps = count('convergenceOps');
        report(`${nth + 1} seeds of ${clients} clients × ${steps} steps: ${wrong.length} apart`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
