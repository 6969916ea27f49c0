import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePorts, isFree } from './ports.ts';

it('gives out ports that are free, each once, and none that outgoing connections take', async () => {
  const [first = 0] = await freePorts(1);
  const range = { first, count: 20 };
  const server = createServer();
  // Another process may listen there already, which does as well.
  if (await isFree(first + 1)) await once(server.listen(first + 1, '127.0.0.1'), 'listening');
  try {
    const ports = [...(await freePorts(4, range)), ...(await freePorts(4, range))];
    expect(ports).not.toContain(first);
    expect(ports).not.toContain(first + 1);
    expect(new Set(ports).size).toBe(8);
    expect(Math.max(first, ...ports)).toBeLessThan(32_768);
    await expect(freePorts(20, range)).rejects.toThrow(
      `There are no 20 free ports from ${first} to ${first + 19}.`,
    );
  } finally {
    server.close();
  }
});

it('gives no port to two processes, and those of one that was killed to the next', async () => {
  // Not the same in two runs of this test on one machine.
  const range = { first: 16_000 + randomInt(15_000), count: 40 };
  const processes = await Promise.all(Array.from({ length: 10 }, () => portsOfAnotherProcess(3, range)));
  const ports = processes.flatMap((one) => one.ports);
  expect(new Set(ports).size).toBe(30);
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ gone }) => gone));
  const again = await freePorts(30, range);
  expect(again).toHaveLength(30);
});

/** A process that keeps the ports it was given until it is killed. */
async function portsOfAnotherProcess(count: number, range: Parameters<typeof freePorts>[1]) {
  const script = `import { freePorts } from './scripts/ports.ts';
    console.log(JSON.stringify(await freePorts(${count}, ${JSON.stringify(range)})));
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const [line]: Buffer[] = await once(child.stdout, 'data');
  const ports: number[] = JSON.parse(line?.toString() ?? '[]');
  return { child, gone, ports };
}
