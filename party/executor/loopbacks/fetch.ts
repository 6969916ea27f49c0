import { WorkerEntrypoint } from 'cloudflare:workers';
import { type FetchPolicy, policyFrom } from '../../../shared/fetch-policy.ts';
import type { RequestEntry, RunHostService } from '../../../shared/host.ts';
import type { FetchAnswer } from '../../../shared/fetch-answer.ts';
import type { FetchConfig, FetchRequest } from '../../../shared/run.ts';
import { ask, type RunHost } from '../ask.ts';
import { controlledFetch, fetchBytes } from '../controlled-fetch.ts';
import { hostOf, type RunProps } from '../host.ts';

export interface FetchEnv {
  HOST: RunHostService;
  /** `1` allows plain http to this machine: for development. */
  FETCH_LOOPBACK?: string;
}

/** `env.FETCH`: read-only network access to a few named hosts. */
export class Fetch extends WorkerEntrypoint<FetchEnv, RunProps> {
  async get(url: string, init?: Omit<FetchRequest, 'method'>): Promise<FetchAnswer> {
    return await this.request(url, { headers: init?.headers ?? {}, method: 'GET' });
  }

  async head(url: string, init?: Omit<FetchRequest, 'method'>): Promise<FetchAnswer> {
    return await this.request(url, { headers: init?.headers ?? {}, method: 'HEAD' });
  }

  async request(url: string, init?: FetchRequest): Promise<FetchAnswer> {
    return await controlledFetch(this.#policy, this.#host, url, init);
  }

  /** The same for `fetch`, whose response need not be text. */
  async requestBytes(url: string, init?: FetchRequest): Promise<FetchAnswer<Uint8Array>> {
    return await fetchBytes(this.#policy, this.#host, url, init);
  }

  /** The run's requests, oldest first. */
  async getLog(): Promise<RequestEntry[]> {
    return await ask(this.#host, { op: 'requests' });
  }

  async clearLog(): Promise<void> {
    await ask(this.#host, { op: 'clearRequests' });
  }

  async getConfig(): Promise<FetchConfig> {
    await ask(this.#host, { op: 'live' });
    return this.#policy.config;
  }

  get #host(): RunHost {
    return hostOf(this.env.HOST, this.ctx.props);
  }

  get #policy(): FetchPolicy {
    return policyFrom(this.env);
  }
}
