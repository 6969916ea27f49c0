import type { Run, RunError, RunState } from '../../shared/run.ts';

const states: Record<RunState, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  timeout: 'Timed out',
  stopped: 'Stopped',
};
export const stateWord = (state: RunState): string => states[state];

const categories: Record<RunError['category'], string> = {
  syntax: 'Syntax error',
  runtime: 'Error',
  timeout: 'Timed out',
  memory: 'Out of memory',
  limit: 'Limit reached',
  unavailable: 'Not available',
  unknown: 'Ended',
};
export const categoryWord = (category: RunError['category']): string => categories[category];

/** Message and frames; where the error has no frames, its place alone, so that there is something to click. */
export function errorText({ message, stack, file, line, column }: RunError): string {
  const place =
    file === undefined || line === undefined ? undefined : [file, line, column].filter(Boolean).join(':');
  const frames = stack ?? (place === undefined || message.includes(place) ? undefined : `at ${place}`);
  return frames === undefined ? message : `${message}\n${frames.replace(/^(?=\S)/gm, '    ')}`;
}

/** How it went, in words for a list that shows icons. */
export const describeRun = (run: Run): string =>
  `Run ${run.number} of ${run.entry} by ${run.by.name}: ${stateWord(run.state).toLowerCase()}`;
