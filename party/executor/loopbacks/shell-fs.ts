import { WorkerEntrypoint } from 'cloudflare:workers';
import type { HostAnswer, RunHostService } from '../../../shared/host.ts';
import { callFiles } from '../file-calls.ts';
import { hostOf, type RunProps } from '../host.ts';

/** All that the isolate of a shell reaches: the files of the run that the command goes on in. */
export class ShellFs extends WorkerEntrypoint<{ HOST: RunHostService }, RunProps> {
  async call(call: unknown): Promise<HostAnswer> {
    return await callFiles(hostOf(this.env.HOST, this.ctx.props), call, 'shell');
  }
}
