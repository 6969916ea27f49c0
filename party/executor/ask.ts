import type { HostAnswer, HostCall, HostValues } from '../../shared/host.ts';

/** The host calls of one run. */
export interface RunHost {
  /** Returns failures as data. */
  call(call: HostCall): Promise<HostAnswer>;
}

/** Makes a call and throws its failure; for calls that the executor makes itself. */
export async function ask<Op extends HostCall['op']>(
  host: RunHost,
  call: Extract<HostCall, { op: Op }>,
): Promise<HostValues[Op]> {
  const answer = await host.call(call);
  if ('error' in answer) throw new HostError(answer.error.code, answer.error.message);
  // The host answers each call with the value type of its op.
  return answer.value as HostValues[Op];
}

export class HostError extends Error {
  readonly code: string;
  constructor(code: string, message = code) {
    super(message);
    this.code = code;
  }
}
