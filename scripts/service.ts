import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchdogLimits } from '../shared/limits.ts';
import { endLeashed, startLeashed, type Leashed } from './leashed.ts';
import { copyLines, log } from './log.ts';

export interface ServiceSettings {
  name: string;
  /** Arguments for Node: a script and its arguments. */
  args: string[];
  env?: Record<string, string>;
  /** The service is ready once this URL answers with a status below 500. */
  readyUrl: string;
  /** The port of the command's proxy, if it has one: a runtime that sends requests on to the one with the code. */
  proxyPort?: number;
  /** Files and folders of earlier processes that must be removed before the next one starts. */
  leftovers?: string[];
  /** Called before each start. */
  beforeStart?: () => void;
  verbose: boolean;
}

const restart = { firstDelayMs: 500, maxDelayMs: 10_000, calmMs: 30_000 };
const { startMs } = watchdogLimits;

/** One process of the product, on a leash: it is restarted when it dies, and ends with this process. */
export class Service {
  readonly name: string;
  readonly #settings: ServiceSettings;
  #process: Leashed | undefined;
  #stopping = false;
  #delayMs = restart.firstDelayMs;

  constructor(settings: ServiceSettings) {
    this.name = settings.name;
    this.#settings = settings;
  }

  /** The leash's process, while it runs; the service's processes are its descendants. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): void {
    const { args, env, leftovers = [], verbose } = this.#settings;
    for (const path of leftovers) rmSync(path, { recursive: true, force: true });
    this.#settings.beforeStart?.();
    const startedAt = Date.now();
    const child = startLeashed(args, env);
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      copyLines(this.name, stream, { verbose, isEnding: () => this.#stopping });
    }
    child.on('error', (error) => log(`${this.name} cannot be started: ${error.message}`));
    child.on('exit', () => {
      this.#process = undefined;
      if (!this.#stopping) void this.#startAgain(Date.now() - startedAt);
    });
  }

  /** @throws when the service is not ready in time. */
  async ready(): Promise<void> {
    const deadline = Date.now() + startMs;
    while (!(await answers(this.#settings.readyUrl))) {
      if (this.#stopping) return;
      if (Date.now() > deadline) {
        throw new Error(
          `The ${this.name} did not get ready within ${startMs / 1000} s. \`npm start -- --verbose\` shows its output.`,
        );
      }
      await sleep(150);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#end();
  }

  /** Ends the process, which is then started again because it was not stopped. */
  async restart(): Promise<void> {
    await this.#end();
  }

  async #end(): Promise<void> {
    if (this.#process !== undefined) await endLeashed(this.#process);
  }

  async #startAgain(livedMs: number): Promise<void> {
    if (livedMs > restart.calmMs) this.#delayMs = restart.firstDelayMs;
    log(`The ${this.name} ended; it starts again in ${this.#delayMs / 1000} s.`);
    await sleep(this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, restart.maxDelayMs);
    if (!this.#stopping) this.start();
  }
}

/** Whether the URL answers with a status below 500. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    // Not listening yet.
    return false;
  }
}
