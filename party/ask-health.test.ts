import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { askHealth } from './ask-health.ts';

it('H2 askHealth reports a part’s state without quoting its response', async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/ok' ? 200 : 500).end('secret details');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await askHealth(() => fetch(`${url}/ok`))).toBe('ok');
  expect(await askHealth(() => fetch(`${url}/broken`))).toBe('answers with an error');
  await new Promise((resolve) => server.close(resolve));
  expect(await askHealth(() => fetch(`${url}/ok`))).toBe('does not answer');
});

it('H2 askHealth does not wait forever', async () => {
  expect(await askHealth(() => new Promise(() => undefined))).toBe('does not answer');
});
