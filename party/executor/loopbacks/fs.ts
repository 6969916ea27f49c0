import { WorkerEntrypoint } from 'cloudflare:workers';
import type { HostAnswer, HostCall, RunHostService } from '../../../shared/host.ts';
import { hostOf, type RunProps } from '../host.ts';

/** Calls that are about files; the others are the host's own to make. */
const fileCalls = new Set('readFile writeFile appendFile unlink stat mkdir readdir rmdir rename'.split(' '));

/**
 * The files of the room that the run goes on in. Programs call it by `env.FS` and `node:fs/promises`, which the
 * isolate's own side makes of this.
 */
export class Fs extends WorkerEntrypoint<{ HOST: RunHostService }, RunProps> {
  async call(call: HostCall): Promise<HostAnswer> {
    if (typeof call !== 'object' || call === null || !fileCalls.has(call.op)) {
      return { error: { code: 'EINVAL', message: 'This call cannot be read.' } };
    }
    return await hostOf(this.env.HOST, this.ctx.props).call(call);
  }
}
