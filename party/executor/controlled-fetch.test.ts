import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HostCallsHarness } from '../../test/host-calls-harness.ts';
import type { RequestEntry } from '../../shared/host.ts';
import { fetchLimits } from '../../shared/limits.ts';
import type { FetchAnswer } from '../../shared/fetch-answer.ts';
import type { FetchRequest } from '../../shared/run.ts';
import { controlledFetch } from './controlled-fetch.ts';
import { policyFrom } from '../../shared/fetch-policy.ts';

/** A server that answers and redirects. */
const asked: { method: string; url: string; headers: Record<string, unknown> }[] = [];
const server = createServer((request, response) => {
  const { method = '', url = '', headers } = request;
  asked.push({ method, url, headers });
  const { pathname, searchParams } = new URL(url, 'http://x');
  if (pathname === '/to') response.writeHead(302, { location: searchParams.get('url') ?? '' }).end();
  else if (pathname === '/round') response.writeHead(307, { location: '/round' }).end();
  else if (pathname === '/large') response.end('x'.repeat(fetchLimits.maxBodyBytes + 1));
  else if (pathname === '/bomb') {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync(Buffer.alloc(64 * fetchLimits.maxBodyBytes)));
  } else if (pathname === '/cut')
    response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy());
  else response.writeHead(200, { 'set-cookie': 'a=b', 'x-seen': 'yes' }).end(`${method} ${pathname}`);
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

let room: HostCallsHarness;
beforeEach(() => {
  room = new HostCallsHarness();
  asked.length = 0;
});
const read = (url: string, request?: FetchRequest): Promise<FetchAnswer> =>
  controlledFetch(policyFrom({ FETCH_LOOPBACK: '1' }), room, url, request);
const log = async (): Promise<RequestEntry[]> =>
  ((await room.call({ op: 'requests' })) as { value: RequestEntry[] }).value;
const refused = (code: string) => ({ error: { code, message: expect.any(String) } });

describe('X30 a request of a program', () => {
  it('X82 needs a method that is a short word', async () => {
    const answer = await read(`${base}/a`, { method: 'x'.repeat(100_000) });
    expect(answer).toEqual({
      error: { code: 'METHOD_NOT_ALLOWED', message: 'The method must be one short word.' },
    });
    expect(asked).toEqual([]);
  });

  it('returns plain data without cookies, and is logged', async () => {
    const answer = await read(`${base}/a`);
    expect(answer).toMatchObject({ status: 200, ok: true, url: `${base}/a`, body: 'GET /a' });
    expect(answer).toHaveProperty('headers.x-seen', 'yes');
    expect(answer).not.toHaveProperty('headers.set-cookie');
    expect(await log()).toEqual([
      {
        at: expect.any(Number),
        method: 'GET',
        url: `${base}/a`,
        status: 200,
        durationMs: expect.any(Number),
      },
    ]);
    await room.call({ op: 'clearRequests' });
    expect(await log()).toEqual([]);
    expect(room.emitted.map(({ effect }) => effect.kind)).toEqual(['request']);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'get\r\nX: 1', ''])(
    'is refused with the method %j',
    async (method) => {
      expect(await read(`${base}/a`, { method })).toEqual(refused('METHOD_NOT_ALLOWED'));
      expect(asked).toEqual([]);
      expect(await log()).toMatchObject([{ error: 'METHOD_NOT_ALLOWED' }]);
    },
  );

  it.each([
    'Authorization',
    'cookie',
    'Proxy-Authorization',
    'x-api-key',
    'PRIVATE-TOKEN',
    'Host',
    'X-Forwarded-For',
    'Transfer-Encoding',
  ])('is refused with the header %s', async (name) => {
    expect(await read(`${base}/a`, { headers: { [name]: 'x' } })).toEqual(refused('HEADER_NOT_ALLOWED'));
    expect(asked).toEqual([]);
  });

  it('sends the allowed headers', async () => {
    await read(`${base}/a`, { headers: { Accept: 'text/plain' } });
    expect(asked[0]?.headers).toMatchObject({ accept: 'text/plain', 'user-agent': 'tandem' });
    expect(await read(`${base}/a`, { headers: { accept: 'a\r\nb: c' } })).toEqual(
      refused('HEADER_NOT_ALLOWED'),
    );
  });

  it('X86 is refused when its headers are not a small object of strings', async () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`accept${i}`, 'x']));
    for (const headers of [many, 'x'.repeat(1_000_000), ['accept'], 7]) {
      expect(await read(`${base}/a`, { headers: headers as Record<string, string> })).toEqual({
        error: {
          code: 'HEADER_NOT_ALLOWED',
          message: 'The headers must be an object of at most 32 strings.',
        },
      });
    }
  });

  it('follows three redirects, and logs each hop', async () => {
    const to = (url: string): string => `/to?url=${encodeURIComponent(url)}`;
    const three = base + to(to(to('/end')));
    expect(await read(three)).toMatchObject({ status: 200, url: `${base}/end`, body: 'GET /end' });
    expect((await log()).map(({ status }) => status)).toEqual([302, 302, 302, 200]);
    expect(await read(base + to(to(to(to('/end')))))).toEqual(refused('FETCH_FAILED'));
    expect(await read(`${base}/round`)).toEqual(refused('FETCH_FAILED'));
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]:1/',
    'http://127.1:1/',
    'http://0x7f000001:1/',
    'https://evil.example/',
    'https://api.github.com.evil.example/',
    'https://api.github.com@evil.example/',
    '//evil.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'ftp://unpkg.com/',
    'https://unpkg.com/%2e%2e/x',
  ])('does not follow a redirect to %s', async (url) => {
    expect(await read(`${base}/to?url=${encodeURIComponent(url)}`)).toEqual(refused('URL_NOT_ALLOWED'));
    expect(asked).toHaveLength(1);
  });

  it.each(['/large', '/bomb', '/cut'])(
    'fails when the response is too large, compressed or not, or cut off: %s',
    async (path) => {
      expect(await read(base + path)).toEqual(refused('FETCH_FAILED'));
    },
  );

  it('fails when the host does not answer', async () => {
    expect(await read('http://127.0.0.1:1/')).toEqual(refused('FETCH_FAILED'));
    expect(await log()).toMatchObject([{ error: 'FETCH_FAILED' }]);
  });

  it('counts against the run’s limit, and is refused when the run is over', async () => {
    for (let i = 0; i < fetchLimits.maxPerRun; i++) await room.call({ op: 'permitRequest' });
    expect(await read(`${base}/a`)).toEqual(refused('FETCH_FAILED'));
    room.hostCalls.end('run-1');
    await expect(read(`${base}/a`)).rejects.toThrow('This run is over.');
    expect(asked).toEqual([]);
  });
});
