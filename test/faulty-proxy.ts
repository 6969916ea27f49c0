import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from './random.ts';
import { type RoomAddress, socketTo } from './room-process.ts';

const host = '127.0.0.1';
/** What a line holds of what was sent into it; past that its sender has to wait, as for a real one. */
const bufferedBytes = 64 * 1024;
/** A throttled line sends this often, as much as it may in that time. */
const sliceMs = 20;

export interface LineConditions {
  delayMs: number;
  /** Up to this much is added to the delay of each part at random; parts never overtake each other. */
  jitterMs: number;
  /** In each direction; 0 is as fast as the machine. */
  kbitPerSecond: number;
}

export type Direction = 'up' | 'down';

/** A TCP proxy in front of a room's server whose lines can be slow, silent, or broken. It listens on this machine only. */
export class FaultyProxy implements RoomAddress {
  readonly conditions: LineConditions = { delayMs: 0, jitterMs: 0, kbitPerSecond: 0 };
  readonly #server: Server;
  readonly #target: number;
  readonly #random: Pick<SeededRandom, 'next'>;
  readonly #lines = new Set<Line>();
  readonly #silent = new Set<Direction>();
  #refuses = false;

  private constructor(target: number, random: Pick<SeededRandom, 'next'>) {
    this.#target = target;
    this.#random = random;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** @param port of the server that it stands before */
  static async before(
    { port }: { port: number },
    random: Pick<SeededRandom, 'next'> = { next: Math.random },
  ): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(port, random);
    await new Promise<void>((resolve) => proxy.#server.listen(0, host, resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return address.port;
  }

  /** How many connections it carries. */
  get size(): number {
    return this.#lines.size;
  }

  socket(room: string, query: string): WebSocket {
    return socketTo(this.port, room, query);
  }

  /** From now on nothing gets through, no close either, until {@link heal}: neither end is told. */
  silence(...directions: Direction[]): void {
    for (const direction of directions.length > 0 ? directions : (['up', 'down'] as const))
      this.#silent.add(direction);
  }

  /** Silences the connections that there are for good; new ones work, as for a device that changes its network. */
  abandon(): void {
    for (const line of this.#lines) line.isAbandoned = true;
  }

  /** Resets every connection. */
  drop(): void {
    for (const line of this.#lines) line.reset();
  }

  /** From now on new connections are reset, until {@link heal}. */
  refuse(): void {
    this.#refuses = true;
  }

  /** Ends all faults. What a silent line was given gets through now. */
  heal(): void {
    Object.assign(this.conditions, { delayMs: 0, jitterMs: 0, kbitPerSecond: 0 });
    this.#silent.clear();
    this.#refuses = false;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.drop();
    await closed;
  }

  #accept(client: Socket): void {
    if (this.#refuses) {
      client.resetAndDestroy();
      return;
    }
    const room = connect(this.#target, host);
    const line: Line = new Line(client, room, {
      conditions: this.conditions,
      isSilent: (direction) => line.isAbandoned || this.#silent.has(direction),
      random: this.#random,
      onEnd: () => this.#lines.delete(line),
    });
    this.#lines.add(line);
  }
}

interface LineOptions {
  conditions: LineConditions;
  isSilent: (direction: Direction) => boolean;
  random: Pick<SeededRandom, 'next'>;
  onEnd: () => void;
}

/** One connection through the proxy. */
class Line {
  isAbandoned = false;
  readonly #client: Socket;
  readonly #room: Socket;
  readonly #options: LineOptions;
  #ended = 0;

  constructor(client: Socket, room: Socket, options: LineOptions) {
    this.#client = client;
    this.#room = room;
    this.#options = options;
    for (const socket of [client, room]) {
      socket.setNoDelay(true);
      // A reset is passed on like a close, below.
      socket.on('error', () => undefined);
    }
    void this.#carry('up', client, room);
    void this.#carry('down', room, client);
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#room.resetAndDestroy();
  }

  /** Passes on what comes from one end, and then that it has ended. */
  async #carry(direction: Direction, from: Socket, to: Socket): Promise<void> {
    const { isSilent, onEnd } = this.#options;
    const queue: { data: Buffer; dueMs: number }[] = [];
    let [queuedBytes, lastDueMs, freeMs] = [0, 0, 0];
    let wake = (): void => undefined;
    from.on('data', (data: Buffer) => {
      const { delayMs, jitterMs } = this.#options.conditions;
      const dueMs = performance.now() + delayMs + jitterMs * this.#options.random.next();
      lastDueMs = Math.max(lastDueMs, dueMs);
      queue.push({ data, dueMs: lastDueMs });
      queuedBytes += data.length;
      // What is on its way because of the delay does not fill the line.
      if (queuedBytes > bufferedBytes && delayMs === 0) from.pause();
      wake();
    });
    from.on('close', () => wake());
    while (!from.closed || queue.length > 0) {
      const next = queue.shift();
      if (!next) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      await sleep(Math.max(0, next.dueMs - performance.now()));
      for (let rest = next.data; rest.length > 0 && !to.destroyed;) {
        while (isSilent(direction) && !to.destroyed) await sleep(sliceMs);
        const bytesPerMs = this.#options.conditions.kbitPerSecond / 8;
        const part = rest.subarray(0, bytesPerMs > 0 ? Math.ceil(bytesPerMs * sliceMs) : rest.length);
        rest = rest.subarray(part.length);
        if (!to.write(part)) await drained(to);
        if (bytesPerMs === 0) continue;
        // Timers of a busy machine are late: what that costs is made up for soon after.
        freeMs = Math.max(freeMs, performance.now() - 5 * sliceMs) + part.length / bytesPerMs;
        await sleep(Math.max(0, freeMs - performance.now()));
      }
      queuedBytes -= next.data.length;
      if (queuedBytes <= bufferedBytes && from.isPaused()) from.resume();
    }
    while (isSilent(direction) && !to.destroyed) await sleep(sliceMs);
    to.destroySoon();
    if (++this.#ended === 2) onEnd();
  }
}

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('drain', resolve).once('close', resolve));
