import * as z from 'zod/mini';
import type { Approval } from '../../shared/approvals.ts';
import { toolErrorSchema, toolInputs, toolOutputs } from '../../shared/tools.ts';
import type { ToolPart } from '../coder/messages.ts';
import { withoutAnsi } from '../ui/ansi.ts';
import { errorText } from '../runs/run-labels.ts';
import { asciiAddress } from '../ui/marks.ts';

/** `waiting`: for someone's yes; `denied`: it got a no, or none in time; `stopped`: a person ended it, or its turn. */
export type StepState = 'running' | 'waiting' | 'denied' | 'stopped' | 'done' | 'failed' | 'unfinished';

/** One step of the agent in the words and figures of its card. */
export interface Step {
  icon: 'read' | 'edit' | 'create' | 'delete' | 'run' | 'list' | 'search' | 'bash' | 'fetch' | 'tool';
  verb: string;
  target: string;
  state: StepState;
  /** Who denied it. */
  answer?: string;
  added?: number;
  removed?: number;
  durationMs?: number;
  /** The run it started, once it is known. */
  run?: { runId: string; number: number };
  /** What went wrong, for everyone. */
  problem?: string;
  /** Something else to know. */
  note?: string;
  /** `@@ line @@`, then `-` and `+` lines. */
  diff?: string;
  /** What there is to read when the card is open. */
  detail?: string;
}

/** `not`: of what waits, or was not done. */
type Doing = { now: string; done: string; not: string };
const words: Record<string, { icon: Step['icon']; verb: Doing }> = {
  listFiles: { icon: 'list', verb: { now: 'Listing', done: 'Listed', not: 'List' } },
  readFile: { icon: 'read', verb: { now: 'Reading', done: 'Read', not: 'Read' } },
  writeFile: { icon: 'edit', verb: { now: 'Writing', done: 'Wrote', not: 'Write' } },
  editFile: { icon: 'edit', verb: { now: 'Editing', done: 'Edited', not: 'Edit' } },
  deleteFile: { icon: 'delete', verb: { now: 'Deleting', done: 'Deleted', not: 'Delete' } },
  renameFile: { icon: 'edit', verb: { now: 'Renaming', done: 'Renamed', not: 'Rename' } },
  run: { icon: 'run', verb: { now: 'Running', done: 'Ran', not: 'Run' } },
  search: { icon: 'search', verb: { now: 'Searching for', done: 'Searched for', not: 'Search for' } },
  bash: { icon: 'bash', verb: { now: 'Running', done: 'Ran', not: 'Run' } },
  fetch: { icon: 'fetch', verb: { now: 'Reading', done: 'Read', not: 'Read' } },
};

const aim = z.union([
  z.object({ path: z.string() }),
  z.pipe(
    toolInputs.run,
    z.transform(({ entry, args = [] }) => ({ path: [entry, ...args].join(' ') })),
  ),
  z.pipe(
    toolInputs.search,
    z.transform(({ pattern, glob }) => ({ path: glob === undefined ? pattern : `${pattern} in ${glob}` })),
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
 * @param live the message is being written, so that a call without an answer is under way
 * @param asked the question about the call, if there was one
 */
export function summarize(
  part: ToolPart,
  live: boolean,
  asked?: Pick<Approval, 'state' | 'diff' | 'by'>,
): Step {
  const { icon, verb } = words[part.tool] ?? {
    icon: 'tool',
    verb: { now: 'Using', done: 'Used', not: 'Use' },
  };
  const given = aim.safeParse(part.input);
  const open = part.state === 'input-streaming' || part.state === 'input-available';
  const target = given.success
    ? given.data.path
    : part.tool === 'listFiles'
      ? 'files'
      : words[part.tool]
        ? ''
        : part.tool;
  const not = { icon, target, verb: verb.not };
  if (open && asked?.state === 'pending') return { ...not, state: 'waiting', ...countsOf(asked.diff) };
  if (open)
    return live ? { icon, target, verb: verb.now, state: 'running' } : { ...not, state: 'unfinished' };
  if (part.state === 'output-error') return { ...not, state: 'failed', problem: part.errorText ?? '' };
  const failure = toolErrorSchema.safeParse(part.output);
  if (failure.success) {
    const { code, message: problem } = failure.data.error;
    const answer = denialOf(asked);
    if (answer !== undefined) return { ...not, state: 'denied', answer, problem };
    // The restart that ended the question is no fault of the call.
    if (asked?.state === 'cut') return { ...not, state: 'unfinished', problem };
    return { ...not, state: code === 'stopped' ? 'stopped' : 'failed', problem };
  }
  return { icon, target, verb: verb.done, state: 'done', ...answer(part) };
}

function denialOf(asked: Pick<Approval, 'state' | 'by'> | undefined): string | undefined {
  if (asked?.state === 'denied') return `Denied by ${asked.by?.name ?? 'someone'}`;
  return asked?.state === 'expired' ? 'Expired' : undefined;
}

function countsOf(diff: string | undefined): Pick<Step, 'added' | 'removed'> {
  if (diff === undefined) return {};
  const count = (sign: string): number => diff.split('\n').filter((line) => line.startsWith(sign)).length;
  return { added: count('+'), removed: count('-') };
}

function answer({ tool, output }: ToolPart): Partial<Step> {
  if (tool === 'readFile') return readAnswer(output);
  if (tool === 'writeFile' || tool === 'editFile') return editAnswer(output);
  if (tool === 'run') return runAnswer(output);
  if (tool === 'search') return searchAnswer(output);
  if (tool === 'bash') return bashAnswer(output);
  if (tool === 'fetch') return fetchAnswer(output);
  if (tool === 'listFiles') {
    const list = toolOutputs.listFiles.safeParse(output);
    return list.success ? { detail: list.data.files.map(({ path }) => path).join('\n') } : {};
  }
  if (tool === 'renameFile') {
    const renamed = toolOutputs.renameFile.safeParse(output);
    return renamed.success
      ? { target: `${renamed.data.path} → ${renamed.data.to}`, ...noteOf(renamed.data.note) }
      : {};
  }
  if (tool === 'deleteFile') {
    const deleted = toolOutputs.deleteFile.safeParse(output);
    return deleted.success ? { removed: deleted.data.lines, ...noteOf(deleted.data.note) } : {};
  }
  return { detail: JSON.stringify(output, null, 2) };
}

function readAnswer(output: unknown): Partial<Step> {
  const read = toolOutputs.readFile.safeParse(output);
  return read.success ? { detail: read.data.text, ...noteOf(read.data.note) } : {};
}

function searchAnswer(output: unknown): Partial<Step> {
  const search = toolOutputs.search.safeParse(output);
  if (!search.success) return {};
  const { matches, note } = search.data;
  const lines = matches.map(({ path, line, text }) => `${path}:${line}: ${text}`);
  return { detail: lines.length === 0 ? 'Nothing was found.' : lines.join('\n'), ...noteOf(note) };
}

function bashAnswer(output: unknown): Partial<Step> {
  const bash = toolOutputs.bash.safeParse(output);
  if (!bash.success) return {};
  const { stdout, stderr, exitCode, changed, note } = bash.data;
  const ended = exitCode === 0 ? [] : [`It ended with exit code ${exitCode}.`];
  const said = [...ended, ...changed, ...(note === undefined ? [] : [note])].join(' ');
  return {
    detail: withoutAnsi([stdout, stderr].filter(Boolean).join('\n')),
    ...noteOf(said === '' ? undefined : said),
  };
}

function fetchAnswer(output: unknown): Partial<Step> {
  const read = toolOutputs.fetch.safeParse(output);
  if (!read.success) return {};
  const { status, text, note } = read.data;
  return { detail: text, ...noteOf([`Status ${status}.`, note ?? ''].join(' ').trim()) };
}

function editAnswer(output: unknown): Partial<Step> {
  const edit = toolOutputs.editFile.safeParse(output);
  if (!edit.success) return {};
  const { path, added, removed, diff, created, incomplete, note } = edit.data;
  return {
    target: path,
    added,
    removed,
    diff,
    ...(created ? { icon: 'create', verb: 'Created' } : {}),
    ...(incomplete === undefined ? {} : { state: 'unfinished', problem: incomplete }),
    ...noteOf(note),
  };
}

function runAnswer(output: unknown): Partial<Step> {
  const ran = toolOutputs.run.safeParse(output);
  if (!ran.success) return {};
  const { runId, number, state, durationMs, error, output: printed, resultText } = ran.data;
  const said = [...(ran.data.changed ?? []), ran.data.note ?? ''].join(' ').trim();
  return {
    run: { runId, number },
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(state === 'succeeded' ? {} : { state: state === 'stopped' ? 'stopped' : 'failed' }),
    ...(error === undefined ? {} : { problem: errorText(error) }),
    detail: withoutAnsi([printed, resultText].filter(Boolean).join('\n')),
    ...noteOf(said === '' ? undefined : said),
  };
}

const noteOf = (note: string | undefined): Partial<Step> => (note === undefined ? {} : { note });
