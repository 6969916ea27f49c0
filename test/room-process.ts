import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killLeashed, type Leashed, startLeashed } from '../scripts/leashed.ts';
import { partykitDev } from '../scripts/dev-servers.ts';
import { descendantsOf } from '../scripts/processes.ts';
import { testSecret } from './test-room.ts';

const readyTimeoutMs = 60_000;

/** Where a room's server is reached: itself, or a proxy before it. */
export interface RoomAddress {
  readonly port: number;
  /** A socket to a room, opening. `query` is the URL's, without the `?`. */
  socket(room: string, query: string): WebSocket;
}

export function socketTo(port: number, room: string, query: string): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/parties/main/${room}?${query}`);
  socket.binaryType = 'arraybuffer';
  return socket;
}

/** The room's server as it runs locally: `partykit dev` in a process of its own, on a state directory of its own. */
export class RoomProcess implements RoomAddress {
  readonly port: number;
  readonly #state = mkdtempSync(join(tmpdir(), 'tandem-room-'));
  readonly #vars: Record<string, string>;
  readonly #main: string | undefined;
  #process: Leashed | undefined;
  #output = '';

  /** `main`: a party other than the product's. */
  constructor(port: number, vars: Record<string, string> = { ROOM_SECRET: testSecret }, main?: string) {
    this.port = port;
    this.#vars = vars;
    this.#main = main;
  }

  /** The pid of the command that started the room's workerd, while it is up. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What it has printed since its last start. */
  get output(): string {
    return this.#output;
  }

  /** The pid of the workerd that serves the rooms. */
  get workerdPid(): number {
    const pid = this.#process?.pid;
    const below = pid === undefined ? [] : descendantsOf(pid);
    const found = below.find(({ name }) => name === 'workerd');
    if (found === undefined) throw new Error('no workerd is running');
    return found.pid;
  }

  roomUrl(room: string): string {
    return `http://127.0.0.1:${this.port}/parties/main/${room}`;
  }

  /** The paths of everything it has stored. */
  files(): string[] {
    return readdirSync(this.#state, { recursive: true, encoding: 'utf8' }).sort();
  }

  /** The paths of its databases, to be changed only while it is not running. */
  databases(): string[] {
    return this.files()
      .filter((path) => path.endsWith('.sqlite'))
      .map((path) => join(this.#state, path));
  }

  /** Deletes every room. Only while it is not running. */
  forget(): void {
    rmSync(this.#state, { recursive: true, force: true });
  }

  socketUrl(room: string, query: string): string {
    return `ws://127.0.0.1:${this.port}/parties/main/${room}?${query}`;
  }

  /** Starts it on the state it had, and waits until it answers. */
  async start(): Promise<void> {
    this.#output = '';
    const { args, env } = partykitDev({
      port: this.port,
      state: this.#state,
      vars: this.#vars,
      main: this.#main,
    });
    const child = startLeashed(args, env);
    this.#process = child;
    const deadline = Date.now() + readyTimeoutMs;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.#output += data.toString();
      });
    }
    for (;;) {
      if (await this.#isUp()) return;
      // If another process holds its port, it lives on without answering.
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(`the room's server did not come up:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  socket(room: string, query: string): WebSocket {
    return socketTo(this.port, room, query);
  }

  /**
   * Sends SIGKILL to all its processes, workerd included, so that nothing more can be saved. Resolves when
   * they are gone.
   */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    await killLeashed(child);
    while (await this.#isUp()) await new Promise((resolve) => setTimeout(resolve, 10));
    this.#process = undefined;
  }

  /** Ends it and deletes its state. */
  async destroy(): Promise<void> {
    await this.kill();
    this.forget();
  }

  async #isUp(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/health`)).ok;
    } catch {
      // Nobody listens.
      return false;
    }
  }
}
