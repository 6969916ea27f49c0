import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A stretch of port numbers, from `first` on. */
export interface PortRange {
  first: number;
  count: number;
}

/** Below the ports that systems give to outgoing connections: such a one may take a port at any moment. */
const usualRange: PortRange = { first: 16_000, count: 16_000 };

/** Whether a server could listen here now. */
export function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}

/**
 * TCP ports that nothing listens on, and that no other process is given by this function until this one ends.
 *
 * @throws Error when the range has too few
 */
export async function freePorts(
  count: number,
  { first, count: size }: PortRange = usualRange,
): Promise<number[]> {
  // Who comes later begins elsewhere: a client of a server that has just ended may still be looking for it.
  const start = randomInt(size);
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried === size)
      throw new Error(`There are no ${count} free ports from ${first} to ${first + size - 1}.`);
    const port = first + ((start + tried) % size);
    if ((await lease(port)) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

/**
 * Takes a port's lease: the UDP port of the same number, which nothing here uses. The system gives it to one process
 * alone and takes it back at whatever end of that process, so that no lease is ever left behind.
 */
async function lease(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  try {
    socket.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch {
    // Another process has it, or this one since an earlier call.
    socket.close();
    return false;
  }
}
