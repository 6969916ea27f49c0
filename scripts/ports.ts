import { createServer } from 'node:net';

/** Whether a server could listen here now. */
export function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}

/** Below the ports that systems give to outgoing connections: such a one may take a port at any moment. */
const firstPort = 16_000;
const portCount = 16_000;

/** Processes that look for ports at the same time begin apart. */
let next = (process.pid * 200) % portCount;

/** Ports that nothing listens on now, all different, and none that this process was given before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried > portCount) throw new Error('There is no free port.');
    const port = firstPort + (next++ % portCount);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}
