import { TandemError } from '../../../shared/errors.ts';
import { normalizePath } from '../../../shared/paths.ts';
import { cleanText, type TextEdit } from '../../../shared/text.ts';
import type { Editor } from '../edits/editor.ts';
import { lineDiff } from '../edits/line-diff.ts';
import { planReplacements, planRewrite, type Replacement } from '../edits/plan.ts';
import { sayProblem } from '../edits/report.ts';
import { cutOutput } from '../tools/cut.ts';
import type { Deed, Prospect } from './pass.ts';

type Files = Pick<Editor, 'list'>;

export const editDeed = (files: Files, input: { path: string; edits: readonly Replacement[] }): Deed => ({
  tool: 'editFile',
  kind: 'edit',
  input,
  look: () => {
    const { path, text } = fileAt(files, input.path);
    const replacements = input.edits;
    const plan = planReplacements(text, replacements);
    if ('problem' in plan) {
      const known = { text, replacements, changes: () => '' };
      throw new TandemError('unprocessable', sayProblem(plan.problem, known));
    }
    const shown = diffOf(text, plan.hunks);
    // An edit is its lines, wherever they stand: what people write above or below is no reason to ask again.
    const target = lineDiff(text, plan.hunks).diff.replaceAll(/^@@ \d+ @@$/gm, '@@');
    return { path, ...shown, target };
  },
});

export const writeDeed = (files: Files, input: { path: string; content: string }): Deed => ({
  tool: 'writeFile',
  kind: 'edit',
  input,
  look: () => {
    const path = normalizePath(input.path);
    const before = files.list().get(path);
    const plan = planRewrite(before ?? '', cleanText(input.content));
    const target = JSON.stringify(before ?? null);
    if ('problem' in plan)
      return { path, note: before === undefined ? 'A new, empty file.' : 'Nothing would change.', target };
    return { path, ...diffOf(before ?? '', plan.hunks), target };
  },
});

export const deleteDeed = (files: Files, input: { path: string }): Deed => ({
  tool: 'deleteFile',
  kind: 'delete',
  input,
  look: () => {
    const { path, text } = fileAt(files, input.path);
    return { path, target: text };
  },
});

export const renameDeed = (files: Files, input: { path: string; to: string }): Deed => ({
  tool: 'renameFile',
  kind: 'edit',
  input,
  look: () => {
    const { path } = fileAt(files, input.path);
    const to = normalizePath(input.to);
    return { path, note: `It becomes “${to}”.`, target: path };
  },
});

/** A program may import any file of the room: all of them are what is run. */
export const runDeed = (files: Files, input: { entry: string; args?: string[] | undefined }): Deed => ({
  tool: 'run',
  kind: 'run',
  input,
  look: () => ({
    path: fileAt(files, input.entry).path,
    ...(input.args?.length ? { note: `It gets the arguments ${JSON.stringify(input.args)}.` } : {}),
    target: JSON.stringify([...files.list()].sort(([a], [b]) => (a < b ? -1 : 1))),
  }),
});

function fileAt(files: Files, rawPath: string): { path: string; text: string } {
  const path = normalizePath(rawPath);
  const text = files.list().get(path);
  if (text === undefined) {
    throw new TandemError('not_found', `There is no file “${path}”. listFiles shows what there is.`);
  }
  return { path, text };
}

function diffOf(before: string, edits: readonly TextEdit[]): Pick<Prospect, 'diff' | 'note'> {
  const { text, note } = cutOutput(lineDiff(before, edits).diff);
  return { diff: text, note };
}
