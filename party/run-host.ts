import { WorkerEntrypoint } from 'cloudflare:workers';
import type { HostAnswer, HostCall, RunHostService } from '../shared/host.ts';
import { isRoomId } from '../shared/ids.ts';
import type { Env } from './env.ts';

/** What the executor's loopbacks reach of a room. Only a service binding leads here, none from outside. */
export class RunHost extends WorkerEntrypoint<Env> implements RunHostService {
  async call(room: string, runId: string, call: HostCall): Promise<HostAnswer> {
    if (!isRoomId(room)) return { error: { code: 'EPERM', message: 'There is no such room.' } };
    return await this.env.Coder.get(this.env.Coder.idFromName(room)).hostCall(runId, call);
  }
}
