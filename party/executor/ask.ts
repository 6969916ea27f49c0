import type { HostAnswer, HostCall, HostValues } from '../../shared/host.ts';

/** Calls of one run to its room. */
export interface RunHost {
  /** Answers failures as data. */
  call(call: HostCall): Promise<HostAnswer>;
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
