import { WorkerEntrypoint } from 'cloudflare:workers';
import type { HostAnswer, RunHostService } from '../../../shared/host.ts';
import { callFiles } from '../file-calls.ts';
import { hostOf, type RunProps } from '../host.ts';

/**
 * The files of the run. Programs use it through `env.FS` and `node:fs/promises`, which the isolate builds on top of
 * `call`.
 */
export class Fs extends WorkerEntrypoint<{ HOST: RunHostService }, RunProps> {
  async call(call: unknown): Promise<HostAnswer> {
    return await callFiles(hostOf(this.env.HOST, this.ctx.props), call, 'program');
  }
}
