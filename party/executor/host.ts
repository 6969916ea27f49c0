import {
  type HostAnswer,
  type HostCall,
  hostCallSchema,
  type HostValues,
  type RunHostService,
} from '../../shared/host.ts';
import { runLimits } from '../../shared/limits.ts';

/** Which run a loopback serves: set by the host when the loopback is made, never by an argument. */
export interface RunProps {
  room: string;
  runId: string;
}

/** Calls of one run to its room. */
export interface RunHost {
  /** Answers failures as data. */
  call(call: HostCall): Promise<HostAnswer>;
}

export function hostOf(service: RunHostService, { room, runId }: RunProps): RunHost {
  return {
    call: async (raw) => {
      // Looked at here, before it goes to the process that all rooms share: a program may send anything of any size.
      const call = hostCallSchema.safeParse(raw);
      if (!call.success) {
        const isLarge =
          'data' in raw && raw.data instanceof Uint8Array && raw.data.length > runLimits.maxTempBytes;
        return isLarge
          ? { error: { code: 'EFBIG' } }
          : { error: { code: 'EINVAL', message: 'This call cannot be read.' } };
      }
      try {
        return await service.call(room, runId, call.data);
      } catch (error) {
        console.error('tandem: the room of a run does not answer', error);
        return { error: { code: 'EIO', message: 'The room cannot be reached at the moment.' } };
      }
    },
  };
}

/** A call that the program did not word itself: a failure of it is thrown. */
export async function ask<Op extends HostCall['op']>(
  host: RunHost,
  call: Extract<HostCall, { op: Op }>,
): Promise<HostValues[Op]> {
  const answer = await host.call(call);
  if ('error' in answer) throw new HostError(answer.error.code, answer.error.message);
  // The host answers each call in its own kind.
  return answer.value as HostValues[Op];
}

export class HostError extends Error {
  readonly code: string;
  constructor(code: string, message = code) {
    super(message);
    this.code = code;
  }
}
