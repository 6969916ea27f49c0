import * as Y from 'yjs';
import * as z from 'zod/mini';
import { assertFree, contentOf, deleteFile, pathOf, renameFile } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { normalizePath } from '../../../shared/paths.ts';
import { countLines } from '../text/line-diff.ts';

/**
 * A file that is being moved or put into the trash: what it takes to tell after a restart whether that was
 * done.
 */
export const pendingPathSchema = z.object({
  kind: z.literal('path'),
  file: z.string(),
  path: z.string(),
  /** Where it goes; `null` is the trash. */
  to: z.nullable(z.string()),
  /** The number of its lines. */
  lines: z.int(),
  /** The client id it is written under, and the clock of that id before. */
  clientId: z.number(),
  clock: z.number(),
});
export type PendingPath = z.infer<typeof pendingPathSchema>;

/** What was done, as reported to the agent. */
export type PathReport = { path: string; lines: number } | { path: string; to: string };

/** @throws TandemError `not_found`, `conflict` when the path is taken, `bad_request` for an invalid one */
export function pendingPath(doc: Y.Doc, file: string, rawTo: string | null, clientId: number): PendingPath {
  const path = pathOf(doc, file);
  if (path === undefined) throw new TandemError('not_found', 'This file is not in the room any more.');
  const to = rawTo === null ? null : normalizePath(rawTo);
  if (to !== null) assertFree(doc, to, file);
  const lines = countLines(contentOf(doc, file));
  return { kind: 'path', file, path, to, lines, clientId, clock: Y.getState(doc.store, clientId) };
}

/** Makes the change. @throws TandemError `conflict` when the path is taken */
export function changePath(doc: Y.Doc, { file, path, to, lines }: PendingPath): PathReport {
  if (to === null) {
    deleteFile(doc, file);
    return { path, lines };
  }
  renameFile(doc, file, to);
  return { path, to };
}

/**
 * Makes a change that a kill interrupted, unless it was made: a move and a deletion both leave an item under
 * the client id, so its clock tells. `write` runs the change as one transaction.
 * @throws TandemError `conflict` when someone else moved or deleted the file meanwhile, or took the path
 */
export function finishPath(
  doc: Y.Doc,
  pending: PendingPath,
  write: (change: () => void) => void,
): PathReport {
  const { file, path, to, lines, clientId, clock } = pending;
  let report: PathReport = to === null ? { path, lines } : { path, to };
  if (Y.getState(doc.store, clientId) > clock) return report;
  if (pathOf(doc, file) !== path) {
    throw new TandemError('conflict', `“${path}” was moved or deleted meanwhile; this was not done.`);
  }
  write(() => (report = changePath(doc, pending)));
  return report;
}
