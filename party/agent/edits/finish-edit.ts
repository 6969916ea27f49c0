import * as Y from 'yjs';
import * as z from 'zod/mini';
import { claimedPath, textOf } from '../../../shared/doc.ts';
import { isTooLarge } from '../../../shared/file-size.ts';
import { Anchors, editsAt } from './anchors.ts';
import { fromDurable, indexAfter, durableHunkSchema, placesOf, toDurable } from './durable-hunks.ts';
import type { Hunk } from './plan.ts';
import { type EditReport, editReportSchema } from './report.ts';
import { applyEdits, plainText } from '../../../shared/text.ts';

/** An edit in progress: what it takes to finish it after a restart. */
export const pendingEditSchema = z.object({
  kind: z.literal('edit'),
  file: z.string(),
  hunks: z.array(durableHunkSchema),
  /** The client id it is written under, and the clock of its first character. */
  clientId: z.number(),
  clock: z.number(),
  /** The report for when all of it is made. */
  report: editReportSchema,
});
export type PendingEdit = z.infer<typeof pendingEditSchema>;

export function pendingEdit(
  doc: Y.Doc,
  file: string,
  hunks: readonly Hunk[],
  made: { clientId: number; report: EditReport },
): PendingEdit {
  const text = textOf(doc, file);
  return {
    kind: 'edit',
    file,
    hunks: text ? toDurable(text, hunks) : [],
    clientId: made.clientId,
    clock: Y.getState(doc.store, made.clientId),
    report: made.report,
  };
}

/**
 * Makes the rest of an interrupted edit, at once. `write` runs the change as one transaction.
 *
 * Only the document tells how far it had come: hunks are typed in order, one edit at a time, so the clock of
 * the edit's client id counts the characters that were typed. So no character comes twice, whatever was lost
 * between a chunk and the kill. Characters to remove are named by id: removing them twice does nothing.
 */
export function finishEdit(
  doc: Y.Doc,
  pending: PendingEdit,
  write: (change: () => void) => void,
): EditReport {
  const { file, clientId, report } = pending;
  const text = textOf(doc, file);
  if (!text) return incompleteReport(report, 'The file is not there any more');
  let clock = pending.clock;
  const end = Y.getState(doc.store, clientId);
  let ended: string | undefined;
  /** The index after what the previous hunk typed: two places may have become one. */
  let behind = 0;
  for (const hunk of pending.hunks) {
    const typed = Math.max(0, Math.min(end - clock, hunk.insert.length));
    const own = placesOf(text, [{ client: clientId, clock, length: typed }]);
    const anchors = new Anchors(text);
    const { point, removal, context } = fromDurable(anchors, text, hunk);
    anchors.close();
    const rest = hunk.insert.slice(typed);
    clock += hunk.insert.length;
    if (typed > 0) behind = indexAfter(text, clientId, clock - hunk.insert.length + typed - 1);
    if (rest === '' && removal.pieces.length === 0) continue;
    if (claimedPath(doc, file) === null) ended ??= 'The file was deleted meanwhile';
    else if (hunk.orphan || (context.pieces.length + own.length === 0 && hunk.context.length + typed > 0)) {
      ended ??= 'Someone deleted the text that was being changed';
    }
    // The room may have refused the rest already.
    if (rest !== '' && isTooLarge(plainText(text) + rest)) ended ??= 'The file has grown too large meanwhile';
    if (ended !== undefined) break;
    point.index = typed > 0 ? behind : Math.max(behind, point.index);
    const edits = editsAt({ point, removal }, rest);
    write(() => applyEdits(text, edits));
    // What is removed stands behind it.
    behind = (edits[0]?.index ?? point.index) + rest.length;
  }
  return ended === undefined ? report : incompleteReport(report, ended);
}

function incompleteReport({ path }: EditReport, reason: string): EditReport {
  const incomplete = `${reason}: what was done until then stays.`;
  return { path, added: 0, removed: 0, diff: '', incomplete };
}
