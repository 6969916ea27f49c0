import { WorkerEntrypoint } from 'cloudflare:workers';
import type { HostAnswer, HostCall, RunHostService } from '../shared/host.ts';
import { isRoomId } from '../shared/ids.ts';
import type { Env } from './env.ts';

/** The host calls of the executor's loopbacks. Reachable only through a service binding, never from outside. */
export class RunHost extends WorkerEntrypoint<Env> implements RunHostService {
  async call(room: string, runId: string, call: HostCall): Promise<HostAnswer> {
    if (!isRoomId(room)) return { error: { code: 'EPERM', message: 'There is no such room.' } };
    return await this.env.Coder.get(this.env.Coder.idFromName(room)).hostCall(runId, call);
  }
}
