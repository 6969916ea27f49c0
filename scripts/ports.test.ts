import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { freePorts, isFree, type PortRange } from './ports.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Different in two concurrent test runs on one machine. */
const someRange = (first: number, count: number): PortRange => ({ first: first + randomInt(7_000), count });

it('freePorts returns free ports, each once, and no ephemeral ones', async () => {
  const range = someRange(16_000, 20);
  const [first = 0] = await freePorts(1, range);
  const server = createServer();
  const next = range.first + ((first + 1 - range.first) % range.count);
  // If another process already listens there, that is fine too.
  if (await isFree(next)) await once(server.listen(next, '127.0.0.1'), 'listening');
  try {
    const ports = [...(await freePorts(4, range)), ...(await freePorts(4, range))];
    expect(ports).not.toContain(first);
    expect(ports).not.toContain(next);
    expect(new Set(ports).size).toBe(8);
    expect(Math.max(...(await freePorts(3)))).toBeLessThan(32_768);
    await expect(freePorts(20, range)).rejects.toThrow(
      `There are no 20 free ports from ${range.first} to ${range.first + 19}.`,
    );
  } finally {
    server.close();
  }
});

it(
  'gives no port to two processes, and those of one that was killed to the next',
  { timeout: 60_000 },
  async () => {
    const range = someRange(24_000, 60);
    const all = await Promise.all(Array.from({ length: 10 }, () => portsOfAnotherProcess(3, range)));
    expect(new Set(all.flatMap(({ ports }) => ports)).size).toBe(30);
    for (const { child } of all) child.kill('SIGKILL');
    await Promise.all(all.map(({ gone }) => gone));
    expect(await freePorts(40, range)).toHaveLength(40);
  },
);

/** A process that holds the ports it was given until it is killed. */
async function portsOfAnotherProcess(
  count: number,
  range: PortRange,
): Promise<{ child: ChildProcess; gone: Promise<unknown>; ports: number[] }> {
  const script = `import { freePorts } from './scripts/ports.ts';
    console.log(JSON.stringify(await freePorts(${count}, ${JSON.stringify(range)})));
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const gone = once(child, 'exit');
  const said = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
  const [line]: Buffer[] = await said;
  const ports: number[] = JSON.parse(line?.toString() ?? '[]');
  return { child, gone, ports };
}
