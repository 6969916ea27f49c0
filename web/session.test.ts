import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authLimits, pageLimits } from '../shared/limits.ts';
import { serverNow } from './server-clock.ts';
import { openSession } from './session.ts';

const tokenMs = authLimits.tokenTtlSeconds * 1_000;
const startMs = Date.UTC(2026, 0, 1);

/** A server whose clock is right and whose tokens last for `tokenMs`. */
function serve(options: { browserAheadMs: number }): { calls: number; answers: boolean } {
  const server = { calls: 0, answers: true };
  vi.stubGlobal('fetch', (_path: string, { signal }: { signal?: AbortSignal }) => {
    server.calls++;
    if (!server.answers) {
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('given up')));
      });
    }
    return Promise.resolve(
      Response.json({
        token: `token ${server.calls}`,
        role: 'editor',
        user: { id: 'id-ada', name: 'Ada', color: 3, kind: 'human' },
        expiresAt: Date.now() - options.browserAheadMs + tokenMs,
        expiresInMs: tokenMs,
        links: {},
      }),
    );
  });
  return server;
}

const minute = 60_000;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  // Fake timers do not drive Node's own timeouts.
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), ms);
    return controller.signal;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('openSession', () => {
  it.each([
    ['right', 0],
    ['13 min ahead', 13 * minute],
    ['20 min ahead', 20 * minute],
    ['a day ahead', 24 * 60 * minute],
    ['20 min behind', -20 * minute],
  ])(
    'W129 renews the session in time, and once, in a browser whose clock is %s',
    async (_, browserAheadMs) => {
      const server = serve({ browserAheadMs });
      const tokens: string[] = [];
      const session = await openSession('room', 'key', 'Ada', (token) => tokens.push(token));
      expect(serverNow()).toBe(startMs - browserAheadMs);
      await pass(tokenMs - 3 * minute);
      expect([server.calls, tokens]).toEqual([1, []]);
      expect(await session.freshToken()).toBe('token 1');
      await pass(2 * minute);
      expect([server.calls, tokens]).toEqual([2, ['token 2']]);
      await pass(4 * tokenMs);
      expect(server.calls).toBeLessThan(8);
      session.close();
    },
  );

  it('W129 renews at most every 30 s, whatever the server’s tokens say', async () => {
    const server = serve({ browserAheadMs: 0 });
    vi.stubGlobal('fetch', async (...call: Parameters<typeof fetch>) => {
      void call;
      server.calls++;
      return Response.json({
        token: 'short',
        role: 'editor',
        user: { id: 'id-ada', name: 'Ada', color: 3, kind: 'human' },
        expiresAt: Date.now(),
        expiresInMs: 0,
        links: {},
      });
    });
    const session = await openSession('room', 'key', 'Ada', () => undefined);
    await pass(10 * minute);
    expect(server.calls).toBe(1 + 20);
    session.close();
  });

  it('W129 gives up a call that gets no answer, and can make another', async () => {
    const server = serve({ browserAheadMs: 0 });
    const session = await openSession('room', 'key', 'Ada', () => undefined);
    server.answers = false;
    const renewed = session.renew().then(
      () => 'renewed',
      (error: Error) => error.message,
    );
    await pass(pageLimits.sessionTimeoutMs);
    expect(await renewed).toContain('does not answer');
    server.answers = true;
    await session.renew();
    expect(await session.freshToken()).toBe('token 3');
    session.close();
  });

  it.each([
    ['ahead', 5 * 60],
    ['back', -5 * 60],
  ])('W183 keeps to the server’s time when the device’s clock is set %s by hours', async (_, minutes) => {
    const options = { browserAheadMs: 0 };
    const server = serve(options);
    const session = await openSession('room', 'key', 'Ada', () => undefined);
    await pass(minute);
    vi.setSystemTime(Date.now() + minutes * minute);
    options.browserAheadMs += minutes * minute;
    expect(serverNow()).toBe(startMs + minute);
    expect(await session.freshToken()).toBe('token 1');
    await pass(minute);
    expect(server.calls, 'it asks the server for its time once').toBe(2);
    await pass(tokenMs - 3 * minute);
    expect([serverNow(), server.calls]).toEqual([startMs + tokenMs - minute, 2]);
    await pass(minute);
    expect(server.calls).toBe(3);
    session.close();
  });

  it('W183 asks the server for its time after the device has slept', async () => {
    const server = serve({ browserAheadMs: 0 });
    const session = await openSession('room', 'key', 'Ada', () => undefined);
    // The steady clock and all timers stand still meanwhile.
    vi.setSystemTime(startMs + 60 * minute);
    await pass(minute);
    expect([server.calls, serverNow()]).toEqual([2, startMs + 61 * minute]);
    session.close();
  });
});
