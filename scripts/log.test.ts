import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { copyLines, LineFilter } from './log.ts';

const kept = (lines: string[], service = 'worker'): string[] => {
  const filter = new LineFilter(service);
  return lines.filter((line) => filter.keeps(line));
};

it('S8 LineFilter keeps warnings and errors with all their lines, and nothing else', () => {
  expect(
    kept([
      '⎔ Starting local server...',
      '[wrangler:info] GET /health 200 OK (4ms)',
      '✘ [ERROR] Could not resolve "./x.ts"',
      '',
      '    party/worker.ts:1:7:',
      '      1 │ import "./x.ts"',
      'Build finished',
      '    detail of what is not shown',
    ]),
  ).toEqual([
    '✘ [ERROR] Could not resolve "./x.ts"',
    '    party/worker.ts:1:7:',
    '      1 │ import "./x.ts"',
  ]);
});

it('S8 LineFilter drops the local runtimes’ complaints about a missing network', () => {
  expect(
    kept([
      '[wrangler:warn] Unable to fetch the `Request.cf` object! Falling back to a default placeholder...',
      'Error: getaddrinfo ENOTFOUND workers.cloudflare.com',
      '    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:123:26)',
      'Uncaught Error: real',
    ]),
  ).toEqual(['Uncaught Error: real']);
});

it('S8 LineFilter drops what programs cause in the executor, and keeps such messages for other services', () => {
  const lines = [
    '✘ [ERROR] *** Received signal #6: Aborted',
    'V8 fatal error; location = Reached heap limit; message = : allocation failed: JavaScript heap out of memory',
    '[wrangler:warn] The Workers runtime crashed unexpectedly and is being restarted (crash #4). Any additional runtime output above may indicate the cause.',
    '✘ [ERROR] Error inside ProxyWorker (the affected request failed; the dev server continues): HEAD http://127.0.0.1:8788/health (failed after 3 attempts): Network connection lost.',
    "✘ [ERROR] Uncaught Error: The Workers runtime canceled this request because it detected that your Worker's code had hung and would never generate a response.",
  ];
  for (const service of ['executor', 'isolated executor']) expect(kept(lines, service)).toEqual([]);
  expect(kept(lines, 'worker')).toEqual(lines);
});

it('S13 prints no token of an address that a service prints', async () => {
  const printed: unknown[] = [];
  const print = vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(line));
  const stream = new PassThrough();
  copyLines('worker', stream, { verbose: false, isEnding: () => false });
  stream.end('▲ [WARNING] GET http://localhost/parties/main/r?tandem=1&token=a.b-c_d&x=1 recovered\n');
  await vi.waitFor(() => expect(printed).toHaveLength(1));
  print.mockRestore();
  expect(printed).toEqual([
    'worker   │ ▲ [WARNING] GET http://localhost/parties/main/r?tandem=1&token=…&x=1 recovered',
  ]);
});
