import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partykitDev } from '../scripts/partykit.ts';
import { testSecret } from './test-room.ts';

/** The room's server as it runs locally: `partykit dev` in a process of its own, on a state directory of its own. */
export class RoomProcess {
  readonly port: number;
  readonly #state = mkdtempSync(join(tmpdir(), 'tandem-room-'));
  readonly #vars: Record<string, string>;
  readonly #main: string | undefined;
  #process: ChildProcess | undefined;
  #output = '';

  /** `main`: another party than the product's. */
  constructor(port: number, vars: Record<string, string> = { ROOM_SECRET: testSecret }, main?: string) {
    this.port = port;
    this.#vars = vars;
    this.#main = main;
  }

  /** Of the command that the room's workerd runs below, while it is up. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What it has printed since it was last started. */
  get output(): string {
    return this.#output;
  }

  /** Of the workerd that serves the rooms. */
  get workerdPid(): number {
    const pid = this.#process?.pid;
    const below = pid === undefined ? [] : descendantsOf(pid);
    const found = below.find((id) => readFileSync(`/proc/${id}/comm`, 'utf8').trim() === 'workerd');
    if (found === undefined) throw new Error('no workerd is running');
    return found;
  }

  roomUrl(room: string): string {
    return `http://127.0.0.1:${this.port}/parties/main/${room}`;
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
    const args = partykitDev({ port: this.port, state: this.#state, vars: this.#vars, main: this.#main });
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.#output += data.toString();
      });
    }
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the room's server ended:\n${this.#output}`);
      if (await this.#isUp()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A socket to a room, opening. `query` is the URL's, without the `?`. */
  socket(room: string, query: string): WebSocket {
    const socket = new WebSocket(this.socketUrl(room, query));
    socket.binaryType = 'arraybuffer';
    return socket;
  }

  /** SIGKILL to its workerd and to itself: neither can save anything any more. Resolves when both are gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined) return;
    const pids = [...descendantsOf(child.pid), child.pid];
    const ended = new Promise((resolve) => child.once('exit', resolve));
    for (const pid of pids) killIfThere(pid);
    await ended;
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

/** Every process below `pid`, children before grandchildren. */
function descendantsOf(pid: number): number[] {
  const parents = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    parents.flatMap(([child, ppid]) =>
      child !== undefined && ppid === parent ? [child, ...below(child)] : [],
    );
  return below(pid);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
