import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shrinkRooms } from '../scripts/deleted-rooms.ts';
import { killLeashed, type Leashed, startLeashed } from '../scripts/leashed.ts';
import { type DevServer, partykitDev, wranglerDev } from '../scripts/dev-servers.ts';
import { freePorts } from '../scripts/ports.ts';
import { after } from '../shared/timers.ts';

const readyTimeoutMs = 60_000;

type Part = 'room' | 'executor' | 'worker';
const parts: readonly Part[] = ['room', 'executor', 'worker'];
const serviceNames: Record<Part, string> = { room: 'none', executor: 'tandem-executor', worker: 'tandem' };

export interface ProductOptions {
  /** More variables of the Worker. */
  vars?: Record<string, string>;
  /** Variables of the executor. */
  executorVars?: Record<string, string>;
}

/** The three processes of the product, with state of their own that is deleted at the end. */
export class Product {
  readonly secret = 'a secret of the tests, more than long enough';
  readonly #options: ProductOptions;
  readonly #children = new Map<Part, Leashed>();
  #state = '';
  #ports: number[] = [];
  /** What the processes printed, for the error when one does not come up. */
  #said = '';

  constructor(options: ProductOptions = {}) {
    this.#options = options;
  }

  /** Origin of the Worker. */
  get url(): string {
    return `http://127.0.0.1:${this.#port('worker')}`;
  }

  get roomUrl(): string {
    return `http://127.0.0.1:${this.#port('room')}`;
  }

  /** The folder with everything that the processes store. */
  get state(): string {
    return this.#state;
  }

  /** The end of the processes' output. */
  get said(): string {
    return this.#said;
  }

  async start(): Promise<void> {
    this.#ports = await freePorts(parts.length);
    this.#state = await mkdtemp(path.join(tmpdir(), 'tandem-test-'));
    await mkdir(path.join(this.#state, 'assets'));
    await writeFile(path.join(this.#state, 'assets', 'index.html'), '<!doctype html><title>Tandem</title>');
    await Promise.all(parts.map((part) => this.startPart(part)));
  }

  /** Starts one part and resolves when it answers. */
  async startPart(part: Part): Promise<void> {
    // Wrangler does not replace the registry entry of a killed process until that is minutes old.
    await rm(path.join(this.#state, 'registry', serviceNames[part]), { force: true });
    if (part === 'room') shrinkRooms(path.join(this.#state, 'room'));
    const { args, env } = this.#server(part);
    const child = startLeashed(args, {
      ...env,
      CI: '1',
      // What a killed process leaves there is deleted with the rest.
      TMPDIR: this.#state,
    });
    this.#children.set(part, child);
    const onOutput = (bytes: Buffer): void => {
      this.#said = (this.#said + bytes.toString()).slice(-20_000);
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    await this.#ready(part, child);
  }

  /** The process that started the whole part. */
  pid(part: Part): number {
    const pid = this.#children.get(part)?.pid;
    if (pid === undefined) throw new Error(`${part} is not running`);
    return pid;
  }

  /** Sends SIGKILL to a part and everything it started. */
  async kill(part: Part): Promise<void> {
    const child = this.#children.get(part);
    this.#children.delete(part);
    if (child) await killLeashed(child);
  }

  /** Deletes what a part has stored. Only while it is not running. */
  async forget(part: Part): Promise<void> {
    await rm(path.join(this.#state, part), { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await Promise.all(parts.map((part) => this.kill(part)));
    await rm(this.#state, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #port(part: Part): number {
    const port = this.#ports[parts.indexOf(part)];
    if (port === undefined) throw new Error('the product has not been started');
    return port;
  }

  #server(part: Part): DevServer {
    const port = this.#port(part);
    const shared = {
      ROOM_SECRET: this.secret,
      ALLOWED_ORIGINS: `http://localhost:${this.#port('worker')},${this.url}`,
    };
    if (part === 'room') return partykitDev({ port, state: path.join(this.#state, part), vars: shared });
    const pairsOf = (vars: Record<string, string> = {}): string[] =>
      Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
    const vars = { ...shared, ROOM_URL: this.roomUrl, ...this.#options.vars };
    const options = {
      executor: ['-c', 'party/executor/wrangler.jsonc', ...pairsOf(this.#options.executorVars)],
      worker: ['--assets', path.join(this.#state, 'assets'), ...pairsOf(vars)],
    };
    return wranglerDev({ port, state: this.#state, name: part, options: options[part] });
  }

  async #ready(part: Part, child: Leashed): Promise<void> {
    const url = new URL(part === 'worker' ? '/' : '/health', `http://127.0.0.1:${this.#port(part)}`);
    const deadline = Date.now() + readyTimeoutMs;
    for (;;) {
      const answer = await fetch(url).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${part} did not come up:\n${this.#said}`);
      }
      await new Promise<void>((resolve) => after(100, resolve));
    }
  }
}
