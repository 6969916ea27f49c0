import * as z from 'zod/mini';
import type { Approval } from '../../shared/approvals.ts';
import { toolErrorSchema, toolInputs, type ToolOutput, toolOutputs } from '../../shared/tools.ts';
import type { ToolPart } from '../coder/messages.ts';
import { withoutAnsi } from '../ui/ansi.ts';
import { errorText } from '../runs/run-labels.ts';
import { asciiAddress } from '../ui/marks.ts';

/** `waiting`: for approval; `denied`: or its approval expired; `stopped`: a person stopped it or its turn. */
export type StepState = 'running' | 'waiting' | 'denied' | 'stopped' | 'done' | 'failed' | 'unfinished';

/** One tool call of the agent, as its card shows it. */
export interface Step {
  icon:
    | 'read'
    | 'edit'
    | 'create'
    | 'delete'
    | 'run'
    | 'list'
    | 'search'
    | 'check'
    | 'bash'
    | 'fetch'
    | 'tool';
  verb: string;
  target: string;
  state: StepState;
  /** Who denied it, or that it expired. */
  answer?: string;
  added?: number;
  removed?: number;
  durationMs?: number;
  /** How long its input is by now, in UTF-16 units, while that is being written. */
  growing?: number;
  /** The run that it started, once known. */
  run?: { runId: string; number: number };
  /** What went wrong, as a sentence. */
  problem?: string;
  /** How many errors of TypeScript it made or found, and their list. */
  errors?: { count: number; list: string };
  /** Additional information. */
  note?: string;
  /** `@@ line @@`, then `-` and `+` lines. */
  diff?: string;
  /** The text shown when the card is open. */
  detail?: string;
}

/** `base` is for a call that is pending or was not done. */
type VerbForms = { active: string; done: string; base: string };
const toolLabels: Record<string, { icon: Step['icon']; verb: VerbForms }> = {
  listFiles: { icon: 'list', verb: { active: 'Listing', done: 'Listed', base: 'List' } },
  readFile: { icon: 'read', verb: { active: 'Reading', done: 'Read', base: 'Read' } },
  writeFile: { icon: 'edit', verb: { active: 'Writing', done: 'Wrote', base: 'Write' } },
  editFile: { icon: 'edit', verb: { active: 'Editing', done: 'Edited', base: 'Edit' } },
  deleteFile: { icon: 'delete', verb: { active: 'Deleting', done: 'Deleted', base: 'Delete' } },
  renameFile: { icon: 'edit', verb: { active: 'Renaming', done: 'Renamed', base: 'Rename' } },
  run: { icon: 'run', verb: { active: 'Running', done: 'Ran', base: 'Run' } },
  search: { icon: 'search', verb: { active: 'Searching for', done: 'Searched for', base: 'Search for' } },
  diagnostics: { icon: 'check', verb: { active: 'Checking', done: 'Checked', base: 'Check' } },
  todo: { icon: 'check', verb: { active: 'Planning', done: 'Planned', base: 'Plan' } },
  bash: { icon: 'bash', verb: { active: 'Running', done: 'Ran', base: 'Run' } },
  fetch: { icon: 'fetch', verb: { active: 'Reading', done: 'Read', base: 'Read' } },
};

const targetSchema = z.union([
  z.object({ path: z.string() }),
  z.pipe(
    toolInputs.run,
    z.transform(({ entry, args = [] }) => ({ path: [entry, ...args].join(' ') })),
  ),
  z.pipe(
    toolInputs.search,
    z.transform(({ pattern, glob, regex }) => {
      const what = regex ? `/${pattern}/` : pattern;
      return { path: glob === undefined ? what : `${what} in ${glob}` };
    }),
  ),
  z.pipe(
    toolInputs.bash,
    z.transform(({ command }) => ({ path: command })),
  ),
  z.pipe(
    toolInputs.fetch,
    z.transform(({ url }) => ({ path: asciiAddress(url) })),
  ),
]);

/**
 * @param live the message is being written, so a call without output is in progress
 * @param approval the approval requested for the call, if any
 */
export function summarize(
  part: ToolPart,
  live: boolean,
  approval?: Pick<Approval, 'state' | 'diff' | 'by'>,
): Step {
  const { icon, verb } = toolLabels[part.tool] ?? {
    icon: 'tool',
    verb: { active: 'Using', done: 'Used', base: 'Use' },
  };
  const input = targetSchema.safeParse(part.input);
  const open = part.state === 'input-streaming' || part.state === 'input-available';
  const target = input.success
    ? input.data.path
    : part.tool === 'listFiles' || part.tool === 'diagnostics'
      ? 'files'
      : toolLabels[part.tool]
        ? ''
        : part.tool;
  const planned = { icon, target, verb: verb.base };
  if (open && approval?.state === 'pending')
    return { ...planned, state: 'waiting', ...countsOf(approval.diff) };
  if (open)
    return live
      ? { icon, target, verb: verb.active, state: 'running', ...growingOf(part) }
      : { ...planned, state: 'unfinished' };
  if (part.state === 'output-error') return { ...planned, state: 'failed', problem: part.errorText ?? '' };
  const failure = toolErrorSchema.safeParse(part.output);
  if (failure.success) {
    const { code, message: problem } = failure.data.error;
    const answer = denialOf(approval);
    if (answer !== undefined) return { ...planned, state: 'denied', answer, problem };
    // A restart cancelled the approval; the call itself did not fail.
    if (approval?.state === 'cut') return { ...planned, state: 'unfinished', problem };
    return { ...planned, state: code === 'stopped' ? 'stopped' : 'failed', problem };
  }
  return { icon, target, verb: verb.done, state: 'done', ...resultOf(part) };
}

function growingOf({ state, cut }: ToolPart): Pick<Step, 'growing'> {
  return state === 'input-streaming' && cut?.input !== undefined ? { growing: cut.input } : {};
}

function denialOf(approval: Pick<Approval, 'state' | 'by'> | undefined): string | undefined {
  if (approval?.state === 'denied') return `Denied by ${approval.by?.name ?? 'someone'}`;
  return approval?.state === 'expired' ? 'Expired' : undefined;
}

function countsOf(diff: string | undefined): Pick<Step, 'added' | 'removed'> {
  if (diff === undefined) return {};
  const count = (sign: string): number => diff.split('\n').filter((line) => line.startsWith(sign)).length;
  return { added: count('+'), removed: count('-') };
}

function resultOf({ tool, output }: ToolPart): Partial<Step> {
  if (tool === 'readFile') return readResult(output);
  if (tool === 'writeFile' || tool === 'editFile') return editResult(output);
  if (tool === 'run') return runResult(output);
  if (tool === 'search') return searchResult(output);
  if (tool === 'diagnostics') return diagnosticsResult(output);
  if (tool === 'bash') return bashResult(output);
  if (tool === 'fetch') return fetchResult(output);
  if (tool === 'listFiles') {
    const list = toolOutputs.listFiles.safeParse(output);
    return list.success ? { detail: list.data.files.map(({ path }) => path).join('\n') } : {};
  }
  if (tool === 'renameFile') {
    const renamed = toolOutputs.renameFile.safeParse(output);
    return renamed.success
      ? {
          target: `${renamed.data.path} → ${renamed.data.to}`,
          ...errorsOf(renamed.data.problems),
          ...noteOf(renamed.data.note, renamed.data.unchecked),
        }
      : {};
  }
  if (tool === 'deleteFile') {
    const deleted = toolOutputs.deleteFile.safeParse(output);
    return deleted.success ? { removed: deleted.data.lines, ...noteOf(deleted.data.note) } : {};
  }
  return { detail: JSON.stringify(output, null, 2) };
}

function readResult(output: unknown): Partial<Step> {
  const read = toolOutputs.readFile.safeParse(output);
  return read.success ? { detail: read.data.text, ...noteOf(read.data.note) } : {};
}

function searchResult(output: unknown): Partial<Step> {
  const search = toolOutputs.search.safeParse(output);
  if (!search.success) return {};
  const { matches, note } = search.data;
  const lines = matches.map(({ path, line, text }) => `${path}:${line}: ${text}`);
  return { detail: lines.length === 0 ? 'Nothing was found.' : lines.join('\n'), ...noteOf(note) };
}

function bashResult(output: unknown): Partial<Step> {
  const bash = toolOutputs.bash.safeParse(output);
  if (!bash.success) return {};
  const { stdout, stderr, exitCode, changed, note } = bash.data;
  const ended = exitCode === 0 ? [] : [`It ended with exit code ${exitCode}.`];
  const notes = [...ended, ...changed, ...(note === undefined ? [] : [note])].join(' ');
  return {
    detail: withoutAnsi([stdout, stderr].filter(Boolean).join('\n')),
    ...noteOf(notes === '' ? undefined : notes),
  };
}

function fetchResult(output: unknown): Partial<Step> {
  const read = toolOutputs.fetch.safeParse(output);
  if (!read.success) return {};
  const { status, text, note } = read.data;
  return { detail: text, ...noteOf([`Status ${status}.`, note ?? ''].join(' ').trim()) };
}

function editResult(output: unknown): Partial<Step> {
  const edit = toolOutputs.editFile.safeParse(output);
  if (!edit.success) return {};
  const { path, added, removed, diff, created, incomplete, note, problems, unchecked } = edit.data;
  return {
    target: path,
    added,
    removed,
    diff,
    ...(created ? { icon: 'create', verb: 'Created' } : {}),
    ...(incomplete === undefined ? {} : { state: 'unfinished', problem: incomplete }),
    ...errorsOf(problems),
    ...noteOf(note, unchecked),
  };
}

function runResult(output: unknown): Partial<Step> {
  const ran = toolOutputs.run.safeParse(output);
  if (!ran.success) return {};
  const { runId, number, state, durationMs, error, output: printed, resultText } = ran.data;
  const notes = [...(ran.data.changed ?? []), ran.data.note ?? ''].join(' ').trim();
  return {
    run: { runId, number },
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(state === 'succeeded' ? {} : { state: state === 'stopped' ? 'stopped' : 'failed' }),
    ...(error === undefined ? {} : { problem: errorText(error) }),
    detail: withoutAnsi([printed, resultText].filter(Boolean).join('\n')),
    ...noteOf(notes === '' ? undefined : notes),
  };
}

function diagnosticsResult(output: unknown): Partial<Step> {
  const checked = toolOutputs.diagnostics.safeParse(output);
  if (!checked.success) return {};
  const { diagnostics: found, ...counts } = checked.data;
  const errors = errorsOf({ found, ...counts });
  return errors.errors ? errors : { note: 'No problems.' };
}

/** The errors line by line, and how many there are that are not listed. */
function errorsOf(problems: ToolOutput<'editFile'>['problems']): Pick<Step, 'errors'> {
  if (!problems) return {};
  const { found, more = 0, elsewhere = 0 } = problems;
  const count = found.length + more + elsewhere;
  if (count === 0) return {};
  const list = [
    ...found.map(
      ({ path, line, column, code, message }) => `${path}:${line}:${column}: ${message} (TS${code})`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(elsewhere > 0 ? [`${elsewhere} in other files`] : []),
  ];
  return { errors: { count, list: list.join('\n') } };
}

function noteOf(...notes: (string | undefined)[]): Pick<Step, 'note'> {
  const note = notes.filter((each) => each !== undefined).join(' ');
  return note === '' ? {} : { note };
}
