import { TandemError } from '../../../shared/errors.ts';

/** Right before something is done, after whatever was waited for. @throws TandemError `conflict` */
export function assertNotStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new TandemError('conflict', 'The turn was stopped before this; it was not done.');
}
