import { runLimits } from '../../shared/limits.ts';
import { shorten } from './isolate/output.ts';

/** The message of whatever an isolate threw: that may be any value, with a message of any type and length. */
export function messageOf(error: unknown, maxBytes: number = runLimits.maxMessageBytes): string {
  const message: unknown = error instanceof Error ? error.message : error;
  return typeof message === 'string' ? shorten(message, maxBytes) : 'it threw something without a message';
}
