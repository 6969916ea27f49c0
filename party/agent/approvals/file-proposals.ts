import type { RunOptions } from '../../../shared/run.ts';
import { formatDuration } from '../../../shared/format-duration.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { plainText } from '../../../shared/text.ts';
import { smallestDiff } from '../../../shared/text-diff.ts';
import type { EditPlans } from '../edits/edit-plans.ts';
import { lineDiff, linesChanged } from '../text/line-diff.ts';
import type { Replacement } from '../edits/plan.ts';
import type { ProposedAction } from './require-approval.ts';
import { programFiles } from './program-files.ts';

export const proposeEdit = (
  plans: EditPlans,
  input: { path: string; edits: readonly Replacement[]; version?: string | undefined },
): ProposedAction => ({
  tool: 'editFile',
  kinds: ['edit'],
  input,
  preview: () => {
    const { path, before, hunks } = plans.edit(input.path, input.edits, input.version);
    const target = JSON.stringify(linesChanged(before, hunks));
    return { shown: { path, diff: lineDiff(before, hunks).diff, target }, basis: undefined };
  },
});

export const proposeWrite = (plans: EditPlans, input: { path: string; content: string }): ProposedAction => ({
  tool: 'writeFile',
  kinds: ['edit'],
  input,
  preview: () => {
    const { path, before, hunks, file } = plans.rewrite(input.path, input.content);
    const target = JSON.stringify([file !== undefined, linesChanged(before, hunks)]);
    const text =
      hunks.length === 0
        ? { note: file ? 'Nothing would change.' : 'A new, empty file.' }
        : { diff: lineDiff(before, hunks).diff };
    return { shown: { path, ...text, target }, basis: undefined };
  },
});

export const proposeDelete = (plans: EditPlans, input: { path: string }): ProposedAction => ({
  tool: 'deleteFile',
  kinds: ['delete'],
  input,
  preview: () => {
    const { path, text } = plans.open(input.path);
    const before = plainText(text);
    return { shown: { path, ...describeDeletion(before), target: before }, basis: undefined };
  },
});

/** The whole deleted text as a diff, or its number of lines when it is too long to read in a question. */
function describeDeletion(before: string): { diff: string } | { note: string } {
  if (before === '') return { note: 'It is empty.' };
  const { diff, removed } = lineDiff(before, smallestDiff(before, ''));
  if (diff.length <= agentLimits.maxDeletedLength) return { diff };
  return { note: `Its ${removed} lines are too many to show here: open it to read them.` };
}

export const proposeRename = (plans: EditPlans, input: { path: string; to: string }): ProposedAction => ({
  tool: 'renameFile',
  kinds: ['edit'],
  input,
  preview: () => {
    const { path, to } = plans.move(input.path, input.to);
    return { shown: { path, note: `It becomes “${to}”.`, target: path }, basis: undefined };
  },
});

/** A run. It uses exactly the files that were shown; a change to a file of the program makes it another question. */
export const proposeRun = (
  plans: EditPlans,
  input: Pick<RunOptions, 'args' | 'env' | 'timeoutMs'> & { entry: string },
): ProposedAction<ReadonlyMap<string, string>> => {
  let seen: { target: string; files: ReadonlyMap<string, string> } | undefined;
  return {
    tool: 'run',
    kinds: ['run'],
    input,
    preview: () => {
      const files = plans.list();
      const { path } = plans.open(input.entry);
      const target = JSON.stringify(programFiles(files, path));
      if (seen?.target !== target) seen = { target, files };
      return { shown: { path, note: describeOptions(input), target }, basis: seen.files };
    },
  };
};

function describeOptions({ args, env, timeoutMs }: RunOptions): string | undefined {
  const notes = [
    args?.length ? `It gets the arguments ${JSON.stringify(args)}.` : '',
    env && Object.keys(env).length > 0 ? `It gets the environment ${JSON.stringify(env)}.` : '',
    timeoutMs === undefined ? '' : `It may take up to ${formatDuration(timeoutMs)}.`,
  ].filter((note) => note !== '');
  return notes.length === 0 ? undefined : notes.join(' ');
}
