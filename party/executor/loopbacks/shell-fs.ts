import { WorkerEntrypoint } from 'cloudflare:workers';
import type { HostAnswer, RunHostService } from '../../../shared/host.ts';
import { callFiles } from '../file-calls.ts';
import { hostOf, type RunProps } from '../host.ts';

/** The only binding of a shell's isolate: the files of its run. */
export class ShellFs extends WorkerEntrypoint<{ HOST: RunHostService }, RunProps> {
  async call(call: unknown): Promise<HostAnswer> {
    return await callFiles(hostOf(this.env.HOST, this.ctx.props), call, 'shell');
  }
}
