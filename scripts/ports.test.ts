import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePorts } from './ports.ts';

it('gives out ports that are free, each once, and none that outgoing connections take', async () => {
  const [first = 0] = await freePorts(1);
  const server = createServer().listen(first + 1, '127.0.0.1');
  await once(server, 'listening');
  try {
    const ports = await freePorts(3);
    expect(ports).not.toContain(first);
    expect(ports).not.toContain(first + 1);
    expect(new Set(ports).size).toBe(3);
    expect(Math.max(first, ...ports)).toBeLessThan(32_768);
  } finally {
    server.close();
  }
});
