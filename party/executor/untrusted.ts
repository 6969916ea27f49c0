import { runLimits } from '../../shared/limits.ts';
import { shorten } from './isolate/output.ts';

/** The message of what an isolate threw. That may be anything, of any length, and its properties too. */
export function messageOf(error: unknown, maxBytes: number = runLimits.maxMessageBytes): string {
  const message: unknown = error instanceof Error ? error.message : error;
  return typeof message === 'string' ? shorten(message, maxBytes) : 'it threw what has no message';
}
