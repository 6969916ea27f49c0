import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { listFiles } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { toolOutputs } from '../../../shared/tools.ts';
import type { LineDiff } from '../text/line-diff.ts';
import { nearMiss } from './match.ts';
import type { Problem, Replacement } from './plan.ts';
import type { Typed } from './typing.ts';

/** What an edit did, as reported to the agent. */
export const editReportSchema = z.omit(toolOutputs.editFile, { note: true, problems: true, unchecked: true });
export type EditReport = z.infer<typeof editReportSchema>;

export function endedMessage(ended: NonNullable<Typed['ended']>, { added, removed }: LineDiff): string {
  const done =
    added + removed > 0 ? `what was done until then (+${added} −${removed}) stays` : 'nothing was changed';
  if (ended === 'stopped') return `Stopped: ${done}.`;
  if (ended === 'file-deleted') return `The file was deleted meanwhile: ${done}.`;
  return `Someone deleted the text that was being changed: ${done}. Read the file again.`;
}

/** @param lines 1-based */
export const respacedMessage = (lines: readonly number[]): string =>
  `The text at line ${lines.join(', ')} differs from the search text in white space; it was replaced, and the replacement indented as it was.`;

/**
 * Why none of the replacements was made. `changes` gives what others did since the read, empty when that is
 * not known.
 */
export function problemMessage(
  problem: Problem,
  known: { path: string; text: string; replacements: readonly Replacement[]; changes: () => string },
): string {
  if (problem.kind === 'same') return 'The replacement is the same as the text that is there.';
  const { path, replacements } = known;
  const search = replacements[problem.at]?.search ?? '';
  const which = `${replacements.length > 1 ? `Edit ${problem.at + 1}: ` : ''}“${beginningOf(search)}”`;
  if (problem.kind === 'overlap') return `${which} overlaps with another one. Make them one edit.`;
  if (problem.kind === 'several') {
    const lines = problem.lines.join(', ');
    return `${which} is in ${path} ${problem.lines.length} times (lines ${lines}). Give more of the text around it.`;
  }
  const isMissing = `${which} was not found in ${path}`;
  const line = nearMiss(known.text, search);
  if (line !== undefined)
    return `${isMissing}, but line ${line} differs only in white space, quotes or accents. ${advice.copy}`;
  const since = known.changes();
  if (since !== '') return `${isMissing}, which changed since it was read: ${since}. ${advice.again}`;
  return `${isMissing}. ${advice.read}`;
}

/** As much of a text as it takes to recognise it. */
function beginningOf(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.length === text.trim().length && line.length <= 60 ? text : `${line.slice(0, 60)}…`;
}

/** Advice for the model, not for people. */
const advice = {
  copy: 'Copy the text exactly.',
  again: 'Read it again.',
  read: 'Read the file and copy the text exactly.',
  list: 'listFiles shows what there is.',
} as const;

/** The message for people, without the advice for the model. */
export function withoutAdvice(message: string): string {
  const ending = Object.values(advice).find((words) => message.endsWith(` ${words}`));
  return ending === undefined ? message : message.slice(0, -ending.length - 1);
}

export function noFileAt(doc: Y.Doc, path: string): TandemError {
  const paths = listFiles(doc).map((file) => file.path);
  const name = path.split('/').at(-1);
  const near = paths.filter((candidate) => candidate.split('/').at(-1) === name);
  const hint = near.length > 0 ? ` There is “${near.join('”, “')}”.` : ` ${advice.list}`;
  return new TandemError('not_found', `There is no file “${path}”.${hint}`);
}
