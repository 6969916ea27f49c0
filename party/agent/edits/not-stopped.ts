import { TandemError } from '../../../shared/errors.ts';

/** Right before something is done, after whatever was waited for. @throws TandemError `stopped` */
export function assertNotStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new TandemError('stopped', 'The turn was stopped before this; it was not done.');
}
