import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { openToOthers } from './closed.ts';
import { freePorts } from './ports.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A Node process, once it has printed something or started its debugger. */
async function startNode(args: string[]): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) stream.once('data', () => resolve());
  await promise;
}

const listening = (port: number, host: string): string[] => [
  '-e',
  `require('node:http').createServer((_, answer) => answer.end('{}')).listen(${port}, '${host}', () => console.log('up'))`,
];

it('S12 openToOthers reports nothing that only this machine can reach', async () => {
  const [port = 0] = await freePorts(1);
  await startNode(listening(port, '127.0.0.1'));
  expect(await openToOthers()).toEqual([]);
});

it('S12 openToOthers reports ports that others could reach, and debuggers', async () => {
  const [port = 0, debugPort = 0] = await freePorts(2);
  await startNode(listening(port, '0.0.0.0'));
  await startNode([`--inspect=127.0.0.1:${debugPort}`, '-e', 'setInterval(() => {}, 1000)']);
  expect(await openToOthers()).toEqual([
    `Port ${port} is open on 0.0.0.0: others in your network could reach it.`,
    `Port ${debugPort} is a debugger: any page in a browser here could read all secrets.`,
  ]);
});
