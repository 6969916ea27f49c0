import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { listFiles } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { toolOutputs } from '../../../shared/tools.ts';
import type { LineDiff } from '../text/line-diff.ts';
import { nearMiss } from './match.ts';
import type { Problem, Replacement } from './plan.ts';
import type { Typed } from './typing.ts';

/** What an edit did, as the agent is told. */
export const editReportSchema = z.omit(toolOutputs.editFile, { note: true });
export type EditReport = z.infer<typeof editReportSchema>;

export function endedMessage(ended: NonNullable<Typed['ended']>, { added, removed }: LineDiff): string {
  const done =
    added + removed > 0 ? `what is done until then (+${added} −${removed}) stays` : 'nothing was changed';
  if (ended === 'stopped') return `Stopped: ${done}.`;
  if (ended === 'file-deleted') return `The file was deleted meanwhile: ${done}.`;
  return `Someone deleted the text that was being changed: ${done}. Read the file again.`;
}

/**
 * Why nothing of the replacements was changed in `text`. `changes` tells what others did since the read, empty when
 * that is not known.
 */
export function problemMessage(
  problem: Problem,
  known: { text: string; replacements: readonly Replacement[]; changes: () => string },
): string {
  if (problem.kind === 'same') return 'The replacement is what stands there already.';
  const which = `The search text of edit ${problem.at + 1}`;
  if (problem.kind === 'overlap') return `${which} overlaps with another one. Make them one edit.`;
  if (problem.kind === 'several') {
    const lines = problem.lines.join(', ');
    return `${which} is there ${problem.lines.length} times (lines ${lines}). Give more of the text around it.`;
  }
  const line = nearMiss(known.text, known.replacements[problem.at]?.search ?? '');
  if (line !== undefined) {
    return `${which} was not found, but line ${line} is like it: other white space, quotes or accents. Copy the text exactly.`;
  }
  const since = known.changes();
  if (since !== '') {
    return `${which} was not found, the file changed since it was read: ${since}. Read it again.`;
  }
  return `${which} was not found. Read the file and copy the text exactly.`;
}

export function noFileAt(doc: Y.Doc, path: string): TandemError {
  const paths = listFiles(doc).map((file) => file.path);
  const name = path.split('/').at(-1);
  const near = paths.filter((candidate) => candidate.split('/').at(-1) === name);
  const hint = near.length > 0 ? ` There is “${near.join('”, “')}”.` : ' listFiles shows what there is.';
  return new TandemError('not_found', `There is no file “${path}”.${hint}`);
}
