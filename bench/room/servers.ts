import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { signSession } from '../../party/auth.ts';
import { freePorts } from '../../scripts/ports.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { testSecret, userNamed } from '../../test/test-room.ts';
import { type Usage, usageOf } from '../lib/usage.ts';
import { hocuspocusWire, plainWire, type Wire } from './wire.ts';

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

/**
 * Tandem as in production: with tokens, validation and durability. `query`: what the client declares about
 * itself.
 */
const tandem = (name: string, query: string): Contestant => ({
  name,
  wire: plainWire,
  knowsDocument: true,
  start: async () =>
    partykit(undefined, async (room, number) => {
      const user = userNamed(`typist ${number}`);
      const { token } = await signSession(testSecret, { room, role: 'editor', user });
      return `token=${token}${query}`;
    }),
});

export const contestants: readonly Contestant[] = [
  tandem('Tandem', ''),
  {
    name: 'y-partykit',
    wire: plainWire,
    knowsDocument: true,
    start: () => partykit(peer('y-partykit'), async () => ''),
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
