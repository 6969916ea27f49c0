import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { isLoopback, listenersOf } from './listeners.ts';

it.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['0.0.0.0', '0.0.0.0', false],
  ['::1', '::1', true],
  ['::', '::', false],
])('listenersOf finds a listener on %s', async (host, address, local) => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  try {
    const at = server.address();
    if (at === null || typeof at === 'string') throw new Error('no port');
    const found = listenersOf([process.pid]).filter(({ port }) => port === at.port);
    expect(found).toEqual([{ pid: process.pid, address, port: at.port }]);
    expect(found.map(isLoopback)).toEqual([local]);
  } finally {
    server.close();
  }
});
