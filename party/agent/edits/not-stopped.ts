import { TandemError } from '../../../shared/errors.ts';

/** Called right before an effect, after any wait. @throws TandemError `stopped` */
export function assertNotStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new TandemError('stopped', 'The turn was stopped before this; it was not done.');
}
