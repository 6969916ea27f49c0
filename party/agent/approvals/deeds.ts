import { agentLimits } from '../../../shared/limits.ts';
import { smallestDiff } from '../../../shared/text.ts';
import type { EditPlans } from '../edits/edit-plans.ts';
import { lineDiff } from '../edits/line-diff.ts';
import type { Replacement } from '../edits/plan.ts';
import type { Deed } from './pass.ts';
import { plainText } from '../../../shared/text.ts';

export const editDeed = (
  plans: EditPlans,
  input: { path: string; edits: readonly Replacement[]; version?: string | undefined },
): Deed => ({
  tool: 'editFile',
  kind: 'edit',
  input,
  look: () => {
    const { path, before, hunks } = plans.edit(input.path, input.edits, input.version);
    const { diff } = lineDiff(before, hunks);
    // An edit is its lines, wherever they stand: what people write above or below is no reason to ask again.
    const target = diff.replaceAll(/^@@ \d+ @@$/gm, '@@');
    return { path, diff, target };
  },
});

export const writeDeed = (plans: EditPlans, input: { path: string; content: string }): Deed => ({
  tool: 'writeFile',
  kind: 'edit',
  input,
  look: () => {
    const { path, before, hunks, known } = plans.rewrite(input.path, input.content);
    const target = JSON.stringify(known ? before : null);
    if (hunks.length === 0)
      return { path, note: known ? 'Nothing would change.' : 'A new, empty file.', target };
    return { path, diff: lineDiff(before, hunks).diff, target };
  },
});

export const deleteDeed = (plans: EditPlans, input: { path: string }): Deed => ({
  tool: 'deleteFile',
  kind: 'delete',
  input,
  look: () => {
    const { path, text } = plans.open(input.path);
    const before = plainText(text);
    return { path, ...describeDeletion(before), target: before };
  },
});

/** All the text that goes; of what is too long to be read through here, how much. */
function describeDeletion(before: string): { diff: string } | { note: string } {
  if (before === '') return { note: 'It is empty.' };
  const { diff, removed } = lineDiff(before, smallestDiff(before, ''));
  if (diff.length <= agentLimits.maxDeletedLength) return { diff };
  return { note: `Its ${removed} lines are too many to show here: open it to read them.` };
}

export const renameDeed = (plans: EditPlans, input: { path: string; to: string }): Deed => ({
  tool: 'renameFile',
  kind: 'edit',
  input,
  look: () => {
    const { path, to } = plans.move(input.path, input.to);
    return { path, note: `It becomes “${to}”.`, target: path };
  },
});

/** A program may import any file of the room: all of them are what is run. */
export const runDeed = (
  plans: EditPlans,
  input: { entry: string; args?: string[] | undefined },
  onSeen: (files: ReadonlyMap<string, string>) => void,
): Deed => ({
  tool: 'run',
  kind: 'run',
  input,
  look: () => {
    const files = plans.list();
    onSeen(files);
    return {
      path: plans.open(input.entry).path,
      ...(input.args?.length ? { note: `It gets the arguments ${JSON.stringify(input.args)}.` } : {}),
      target: JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  },
});
