import { problemLimits } from '../../shared/limits.ts';
import type { Run } from '../../shared/run.ts';
import type { FixRequest } from '../coder/fix-request.ts';

/** What to ask the agent about a failed run: its error with the place, and its output, which the agent gets. */
export function runRequest({ runId, number, entry, error }: Run): FixRequest {
  const place =
    error?.file === undefined ? '' : ` (at ${[error.file, error.line].filter(Boolean).join(':')})`;
  const quoted = (error?.message ?? '').slice(0, problemLimits.maxQuoted).toWellFormed();
  return {
    message: `Run ${number} of ${entry} failed. Find the cause and fix it: @output-${number}\n${quoted}${place}`,
    mentions: [{ kind: 'output', runId }],
  };
}
