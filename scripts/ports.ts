import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A range of `count` port numbers, starting with `first`. */
export interface PortRange {
  first: number;
  count: number;
}

/** Below the ephemeral ports, any of which an outgoing connection may take at any moment. */
const usualRange: PortRange = { first: 16_000, count: 16_000 };

/** Whether a server could listen on the port now. */
export function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}

/**
 * TCP ports that nothing listens on, and that this function gives to no other process until this one ends.
 *
 * @throws Error when the range has too few
 */
export async function freePorts(
  count: number,
  { first, count: size }: PortRange = usualRange,
): Promise<number[]> {
  // Start at a random port: clients of a server that has just ended may still try to reconnect to its port.
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
 * Takes a port's lease by binding the UDP port of the same number, which nothing here uses. Only one process can bind
 * it, and the system releases it however that process ends, so that no lease is left behind.
 */
async function lease(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  try {
    socket.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch {
    // Taken by another process, or by an earlier call in this one.
    socket.close();
    return false;
  }
}
