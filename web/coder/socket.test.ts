import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconnectLimits } from '../../shared/limits.ts';
import { type Connection, openSocket } from './socket.ts';

const { openTimeoutMs, maxDelayMs } = reconnectLimits;

/** A WebSocket that changes state only when the test says so. */
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

/** A socket to the agent, and the connection states it reports. */
function connect(url: () => Promise<string>) {
  const connections: Connection[] = [];
  const socket = openSocket({
    url,
    onOpen: () => undefined,
    onMessage: () => undefined,
    onConnection: (connection) => connections.push(connection),
  });
  return { socket, connections };
}

describe('R54 openSocket', () => {
  it('R54 gives up a socket that never opens, and makes another', async () => {
    const { socket, connections } = connect(() => Promise.resolve('ws://localhost'));
    await vi.advanceTimersByTimeAsync(openTimeoutMs - 1);
    expect(TestSocket.made.map(({ readyState }) => readyState)).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1 + reconnectLimits.baseDelayMs);
    expect(TestSocket.made.map(({ readyState }) => readyState)).toEqual([3, 0]);
    TestSocket.made[1]?.open();
    await vi.advanceTimersByTimeAsync(10 * openTimeoutMs);
    expect(TestSocket.made).toHaveLength(2);
    expect(connections.at(-1)).toBe('open');
    socket.close();
  });

  it('R54 gives up waiting for a token, and ignores it when it comes late', async () => {
    const late = Promise.withResolvers<string>();
    let asked = 0;
    const { socket, connections } = connect(() =>
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
    expect(connections.at(-1)).toBe('closed');
  });
});
