import { WorkerEntrypoint } from 'cloudflare:workers';
import type { HostAnswer, RunHostService } from '../../../shared/host.ts';
import { callFiles } from '../file-calls.ts';
import { hostOf, type RunProps } from '../host.ts';

/**
 * The files of the room that the run goes on in. Programs call it by `env.FS` and `node:fs/promises`, which the
 * isolate's own side makes of this.
 */
export class Fs extends WorkerEntrypoint<{ HOST: RunHostService }, RunProps> {
  async call(call: unknown): Promise<HostAnswer> {
    return await callFiles(hostOf(this.env.HOST, this.ctx.props), call, 'program');
  }
}
