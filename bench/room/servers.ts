import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { signSession } from '../../party/auth.ts';
import { wranglerDev } from '../../scripts/dev-servers.ts';
import { listenersOf } from '../../scripts/listeners.ts';
import { freePorts } from '../../scripts/ports.ts';
import { descendantsOf } from '../../scripts/processes.ts';
import { Service } from '../../scripts/service.ts';
import { wireVersion } from '../../shared/protocol/wire-version.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { testSecret, userNamed } from '../../test/test-room.ts';
import { type Usage, usageOf } from '../lib/usage.ts';
import { hocuspocusWire, ownWire, plainWire, type Wire } from './wire.ts';

/** A running server. */
export interface Running {
  /** Where the `number`th client of a room connects. */
  url(room: string, number: number): Promise<string>;
  usage(): Usage | undefined;
  stop(): Promise<void>;
}

export interface Contestant {
  readonly name: string;
  readonly wire: Wire;
  /** It keeps the document, so that clients can join late. */
  readonly knowsDocument: boolean;
  start(): Promise<Running>;
}

const yWebsocket = path.dirname(fileURLToPath(import.meta.resolve('y-websocket-2/package.json')));
const peer = (name: string): string => path.join(import.meta.dirname, 'peers', `${name}.ts`);

/** Tandem as in production: with tokens, validation and durability. */
const tandem = (name: string, wire: Wire): Contestant => ({
  name,
  wire,
  knowsDocument: true,
  start: async () =>
    partykit(undefined, async (room, number) => {
      const user = userNamed(`typist ${number}`);
      const { token } = await signSession(testSecret, { room, role: 'editor', user });
      return wire.clients === 'own' ? `token=${token}&tandem=${wireVersion}` : `token=${token}`;
    }),
});

/** Tandem, used by its own clients. */
export const ours = tandem('Tandem', ownWire);

export const contestants: readonly Contestant[] = [
  ours,
  tandem('Tandem (stock clients)', plainWire),
  {
    name: 'y-partykit',
    wire: plainWire,
    knowsDocument: true,
    start: () => partykit(peer('y-partykit'), async () => ''),
  },
  {
    name: 'y-partyserver',
    wire: plainWire,
    knowsDocument: true,
    start: () => worker(path.join(import.meta.dirname, 'peers', 'y-partyserver.jsonc')),
  },
  {
    name: 'y-websocket',
    wire: plainWire,
    knowsDocument: true,
    start: () => node(path.join(yWebsocket, 'bin/server.cjs')),
  },
  { name: 'Hocuspocus', wire: hocuspocusWire, knowsDocument: true, start: () => node(peer('hocuspocus')) },
  { name: 'relay (Node)', wire: plainWire, knowsDocument: false, start: () => node(peer('relay')) },
  {
    name: 'relay (workerd)',
    wire: plainWire,
    knowsDocument: false,
    start: () => partykit(peer('workerd-relay'), async () => ''),
  },
];

async function partykit(
  main: string | undefined,
  query: (room: string, number: number) => Promise<string>,
): Promise<Running> {
  const [port = 0] = await freePorts(1);
  const process = new RoomProcess(port, { ROOM_SECRET: testSecret }, main);
  await process.start();
  return {
    url: async (room, number) => process.socketUrl(room, await query(room, number)),
    usage: () => (process.pid === undefined ? undefined : usageOf(process.pid, 'workerd')),
    stop: () => process.destroy(),
  };
}

/**
 * A Worker with a Durable Object `main` for each room. Clients connect to the runtime with its code: Wrangler's command puts
 * another one in front, which passes everything on and is not part of the server.
 */
async function worker(config: string): Promise<Running> {
  const [port = 0] = await freePorts(1);
  const state = mkdtempSync(path.join(tmpdir(), 'tandem-bench-'));
  const service = new Service({
    name: 'worker',
    ...wranglerDev({ port, state, name: 'worker', options: ['-c', config] }),
    readyUrl: `http://127.0.0.1:${port}/`,
    verbose: false,
  });
  const stop = async (): Promise<void> => {
    await service.stop();
    rmSync(state, { recursive: true, force: true });
  };
  service.start();
  try {
    await service.ready();
    const runtime = await runtimeBehind(service.pid, port);
    return {
      url: async (room) => `ws://127.0.0.1:${runtime.port}/parties/main/${room}`,
      usage: () => usageOf(runtime.pid),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The workerd with the Worker's code, and its port: another one listens at `proxyPort`. */
async function runtimeBehind(
  pid: number | undefined,
  proxyPort: number,
): Promise<{ pid: number; port: number }> {
  const below = pid === undefined ? [] : descendantsOf(pid);
  for (const { pid } of below.filter(({ name }) => name === 'workerd')) {
    const ports = listenersOf([pid]).map(({ port }) => port);
    if (ports.includes(proxyPort)) continue;
    for (const port of ports) if (await answers(port)) return { pid, port };
  }
  throw new Error('no runtime with the code of the Worker was found');
}

async function node(script: string): Promise<Running> {
  const [port = 0] = await freePorts(1);
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: async (room) => `ws://127.0.0.1:${port}/${room}`,
    usage: () => (child.pid === undefined ? undefined : usageOf(child.pid)),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      kill();
      await ended;
      process.off('exit', kill);
    },
  };
}

/** Whether anything answers HTTP there, whatever the answer. */
async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch {
    // Nobody is listening yet.
    return false;
  }
}
