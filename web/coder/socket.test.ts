import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconnectLimits } from '../../shared/limits.ts';
import { type Connection, openSocket } from './socket.ts';

const { openTimeoutMs, maxDelayMs } = reconnectLimits;

/** A network in which sockets stay as they are until they are told otherwise. */
class TestSocket extends EventTarget {
  static readonly OPEN = 1;
  static made: TestSocket[] = [];
  readyState = 0;

  constructor() {
    super();
    TestSocket.made.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  close(): void {
    this.readyState = 3;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', TestSocket);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  TestSocket.made = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A socket to the agent, and what the page is told of it. */
function connect(url: () => Promise<string>) {
  const told: Connection[] = [];
  const socket = openSocket({
    url,
    onOpen: () => undefined,
    onMessage: () => undefined,
    onConnection: (connection) => told.push(connection),
  });
  return { socket, told };
}

describe('R54 the page’s line to the agent', () => {
  it('R54 gives up a socket that never opens, and makes another', async () => {
    const { socket, told } = connect(() => Promise.resolve('ws://localhost'));
    await vi.advanceTimersByTimeAsync(openTimeoutMs - 1);
    expect(TestSocket.made.map(({ readyState }) => readyState)).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1 + reconnectLimits.baseDelayMs);
    expect(TestSocket.made.map(({ readyState }) => readyState)).toEqual([3, 0]);
    TestSocket.made[1]?.open();
    await vi.advanceTimersByTimeAsync(10 * openTimeoutMs);
    expect(TestSocket.made).toHaveLength(2);
    expect(told.at(-1)).toBe('open');
    socket.close();
  });

  it('R54 gives up a token that never comes, and takes it no more when it comes late', async () => {
    const late = Promise.withResolvers<string>();
    let asked = 0;
    const { socket, told } = connect(() =>
      ++asked === 1 ? late.promise : Promise.resolve('ws://localhost'),
    );
    await vi.advanceTimersByTimeAsync(openTimeoutMs);
    late.resolve('ws://localhost');
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, TestSocket.made.length]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(reconnectLimits.baseDelayMs);
    expect([asked, TestSocket.made.length]).toEqual([2, 1]);
    socket.close();
    await vi.advanceTimersByTimeAsync(openTimeoutMs + maxDelayMs);
    expect(TestSocket.made.map(({ readyState }) => readyState)).toEqual([3]);
    expect(told.at(-1)).toBe('closed');
  });
});
