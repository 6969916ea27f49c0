import { type HostCall, hostCallSchema, type RunHostService } from '../../shared/host.ts';
import { runLimits } from '../../shared/limits.ts';
import type { RunHost } from './ask.ts';

/** Which run a loopback serves: set by the executor when it creates the loopback, never by an argument. */
export interface RunProps {
  room: string;
  runId: string;
}

export function hostOf(service: RunHostService, { room, runId }: RunProps): RunHost {
  return {
    call: async (raw) => {
      // Validate before forwarding to the process that all rooms share: a program may send anything of any size.
      const call = hostCallSchema.safeParse(raw);
      if (!call.success) {
        const isLarge =
          'data' in raw && raw.data instanceof Uint8Array && raw.data.length > runLimits.maxTempBytes;
        return isLarge
          ? { error: { code: 'EFBIG' } }
          : { error: { code: 'EINVAL', message: 'This call cannot be read.' } };
      }
      try {
        return await service.call(room, runId, compact(call.data));
      } catch (error) {
        console.error('tandem: the room of a run does not answer', error);
        return { error: { code: 'EIO', message: 'The room cannot be reached at the moment.' } };
      }
    },
  };
}

/** Copies bytes that are a view of a larger buffer: the whole buffer would be sent and kept with them. */
function compact(call: HostCall): HostCall {
  if (!('data' in call) || call.data.buffer.byteLength === call.data.byteLength) return call;
  return { ...call, data: new Uint8Array(call.data) };
}
