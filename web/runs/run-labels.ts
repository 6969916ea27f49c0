import type { ActionEffect } from '../../shared/host.ts';
import type { Run, RunError, RunState } from '../../shared/run.ts';
import { asciiAddress } from '../ui/marks.ts';

const states: Record<RunState, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  timeout: 'Timed out',
  stopped: 'Stopped',
};
export const stateWord = (state: RunState): string => states[state];

/** The file's name without its folders, for narrow places. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const categories: Record<RunError['category'], string> = {
  syntax: 'Syntax error',
  runtime: 'Runtime error',
  timeout: 'Timed out',
  memory: 'Out of memory',
  unavailable: 'Not available',
  unknown: 'Ended',
};
export const categoryWord = (category: RunError['category']): string => categories[category];

/** Message and stack frames. An error without frames gets its location instead, so that there is a link to click. */
export function errorText({ message, stack, file, line, column }: RunError): string {
  const place =
    file === undefined || line === undefined ? undefined : [file, line, column].filter(Boolean).join(':');
  const frames = stack ?? (place === undefined || message.includes(place) ? undefined : `at ${place}`);
  return frames === undefined ? message : `${message}\n${frames.replace(/^(?=at )/gm, '    ')}`;
}

/** What stands in place of output. A module that another file imports does nothing by itself, which looks like a fault. */
export const silence = ({ entry, state, loose }: Pick<Run, 'entry' | 'state' | 'loose'>): string =>
  state === 'succeeded' && loose !== true
    ? `No output: ${entry} printed nothing and returned nothing. If another file imports it, run that file.`
    : 'No output.';

/** A label for screen readers: what a row otherwise shows only by icon and colour. */
export const describeRun = ({ by, state }: Run): string => `by ${by.name}, ${stateWord(state).toLowerCase()}`;

/** A run's full command: environment values, file, arguments and directory. */
export function optionsText({ entry, options }: Pick<Run, 'entry' | 'options'>): string {
  const values = Object.entries(options?.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const args = (options?.args ?? []).map((arg) => (/^[\w./:=@-]+$/.test(arg) ? arg : JSON.stringify(arg)));
  const place = options?.cwd === undefined ? [] : [`(in ${options.cwd})`];
  return [...values, entry, ...args, ...place].join(' ');
}

/** What an approval was about, by the tool that requested it. */
const askedWords: Readonly<Record<string, string>> = {
  editFile: 'an edit of',
  writeFile: 'an edit of',
  deleteFile: 'deleting',
  run: 'a run of',
  bash: 'a command that changes',
  fetch: 'reading from',
};

/** The labels for an action. `file` can be opened while it exists. */
export function actionWords(effect: ActionEffect): {
  verb: string;
  what?: string;
  file?: string | undefined;
  outcome?: string | undefined;
} {
  switch (effect.kind) {
    case 'write':
      return { verb: effect.partly ? 'wrote some of' : 'wrote', what: effect.path, file: effect.path };
    case 'delete':
      return { verb: 'deleted', what: effect.path };
    case 'rename':
      return { verb: 'moved', what: `${effect.path} to ${effect.to}`, file: effect.to };
    case 'command':
      return {
        verb: 'ran',
        what: effect.command,
        outcome: effect.exitCode === 0 ? undefined : `exited with code ${effect.exitCode}`,
      };
    case 'request':
      return {
        verb: 'requested',
        what: `${effect.method} ${asciiAddress(effect.url)}`,
        outcome: effect.error ?? `${effect.status}`,
      };
    case 'undo':
      return { verb: effect.part ? 'undid part of a turn of the agent' : 'undid a turn of the agent' };
    case 'redo':
      return { verb: effect.part ? 'redid part of a turn of the agent' : 'redid a turn of the agent' };
    case 'answer':
      return {
        verb: `${effect.allowed ? 'allowed' : 'denied'} ${askedWords[effect.tool] ?? effect.tool}`,
        what: effect.path,
      };
    case 'clear':
    default:
      return { verb: `cleared the chat of ${effect.messages} messages` };
  }
}
