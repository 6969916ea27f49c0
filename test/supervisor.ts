import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../scripts/ports.ts';
import { descendantsOf, listProcesses } from '../scripts/processes.ts';

/** Runs `npm start` in a process of its own, any number of times, on the same state and ports. */
export class Starts {
  readonly state: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #started: Supervisor[] = [];

  static async prepare(env: Record<string, string> = {}): Promise<Starts> {
    const state = await mkdtemp(join(tmpdir(), 'tandem-start-'));
    const [port, roomPort, executorPort] = await freePorts(3);
    return new Starts(state, {
      ...process.env,
      ...env,
      PORT: `${port}`,
      ROOM_PORT: `${roomPort}`,
      EXECUTOR_PORT: `${executorPort}`,
      TANDEM_STATE: state,
    });
  }

  private constructor(state: string, env: NodeJS.ProcessEnv) {
    this.state = state;
    this.env = env;
  }

  /** What it prints when it is ready. */
  get link(): string {
    return `http://localhost:${this.env['PORT']}`;
  }

  start(env: NodeJS.ProcessEnv = {}, args: string[] = []): Supervisor {
    const supervisor = new Supervisor({ ...this.env, ...env }, args);
    this.#started.push(supervisor);
    return supervisor;
  }

  /** Starts it and waits for its link. */
  async ready(env: NodeJS.ProcessEnv = {}, args: string[] = []): Promise<Supervisor> {
    const supervisor = this.start(env, args);
    const code = await Promise.race([supervisor.says(this.link), supervisor.ended]);
    if (code !== 'said') throw new Error(`The supervisor ended with ${code}:\n${supervisor.output}`);
    return supervisor;
  }

  async health(): Promise<unknown> {
    try {
      return await (await fetch(`http://127.0.0.1:${this.env['PORT']}/health`)).json();
    } catch {
      return 'does not answer';
    }
  }

  async end(): Promise<void> {
    for (const supervisor of this.#started.splice(0)) await supervisor.end();
    await rm(this.state, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

export const wellAndWhole = { worker: 'ok', coder: 'ok', room: 'ok', executor: 'ok' };

export class Supervisor {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';
  readonly #printed = new EventEmitter();

  constructor(env: NodeJS.ProcessEnv, args: string[]) {
    this.child = spawn(process.execPath, ['scripts/start.ts', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        this.#printed.emit('output');
      });
    }
    this.ended = new Promise((resolve) => {
      this.child.once('exit', resolve);
    });
  }

  /** Resolves when it has printed this. */
  async says(text: string): Promise<'said'> {
    while (!this.output.includes(text)) await once(this.#printed, 'output');
    return 'said';
  }

  /** Makes it end everything it started. */
  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  /** All processes that it started, and theirs. */
  family(): number[] {
    return descendantsOf(this.child.pid ?? -1).map(({ pid }) => pid);
  }
}

export const alive = (pids: readonly number[]): string[] =>
  listProcesses()
    .filter(({ pid }) => pids.includes(pid))
    .map(({ pid, name }) => `${pid} ${name}`);
