import type * as Y from 'yjs';
import {
  allTexts,
  claimPath,
  contentOf,
  createFile,
  deleteFile,
  listFiles,
  textOf,
} from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { assertFileSize } from '../../../shared/file-size.ts';
import type { Effect } from '../../../shared/host.ts';
import { newUlid } from '../../../shared/ids.ts';
import { roomLimits } from '../../../shared/limits.ts';
import { normalizePath, pathClaims } from '../../../shared/paths.ts';
import { assertSpaceFor, byteLength, freeSpace } from '../../../shared/room-size.ts';
import { applyEdits, type TextEdit } from '../../../shared/text.ts';
import type { DryRoom } from './dry-room.ts';
import { changesSince } from '../edits/read-text.ts';
import { applyHunks, linesChanged } from '../text/line-diff.ts';
import { rebase } from '../edits/rebase.ts';
import { type FilesById, filesById, type NetChanges, netChanges, type RoomFile } from './net-changes.ts';

/** A dry run's changes, rebased on the room's files as they are now. Files are known by their ids. */
export interface MergePlan {
  changes: NetChanges;
  effects: Effect[];
  /**
   * Two plans with the same target do the same: they add and remove the same lines, wherever these are in their
   * files, and put the same text into the trash.
   */
  target: string;
  /** What is left out because someone deleted the file or the lines: a sentence for each file. */
  leftOut: string[];
  /** Paths of files that were only read, and changed since. */
  stale: string[];
  /** Bytes by which the room's texts grow. */
  growth: number;
  deleted: string[];
  moved: { id: string; path: string }[];
  edited: { id: string; edits: readonly TextEdit[] }[];
  made: { id: string; path: string; text: string }[];
}

/** A file that the dry run made or moved, with its new path. */
type Placed = MergePlan['made'][number];

/**
 * Plans what {@link applyMerge} does. What others wrote since the copy was made stays; when they took a path
 * meanwhile, the dry run's file gets a numbered one.
 * @throws TandemError `too_large` when the files, or the room, cannot hold it
 */
export function planMerge(doc: Y.Doc, dry: DryRoom): MergePlan {
  const now = filesById(doc);
  const { after, placed, ...changed } = changedFiles(doc, dry, now);
  const withPaths = assignPaths(after, placed);
  const made = withPaths.filter(({ id }) => !now.has(id));
  const moved = withPaths.filter(({ id }) => now.has(id));
  const { deleted, edited } = changed;
  const ids = [...edited, ...made].map(({ id }) => id);
  const growth = bytesOf(after, ids) - bytesOf(now, ids);
  assertCount(doc, after.size, made.length);
  assertSpaceFor(doc, growth);
  const changes = netChanges(now, after, new Map(edited.map(({ id, edits }) => [id, edits])));
  const pathIn = (files: FilesById, id: string): string => files.get(id)?.path ?? '';
  return {
    ...changed,
    made,
    moved,
    growth,
    changes,
    effects: [
      ...deleted.map((id): Effect => ({ kind: 'delete', path: pathIn(now, id) })),
      ...moved.map(({ id, path }): Effect => ({ kind: 'rename', path: pathIn(now, id), to: path })),
      ...ids.map((id): Effect => ({ kind: 'write', path: pathIn(after, id) })),
    ],
    target: JSON.stringify([
      deleted.map((id) => now.get(id)),
      moved.map(({ id, path }) => [pathIn(now, id), path]),
      made.map(({ path, text }) => [path, text]),
      edited.map(({ id, edits }) => [pathIn(after, id), linesChanged(now.get(id)?.text ?? '', edits)]),
    ]),
    stale: staleReads(dry, now, new Set([...deleted, ...[...edited, ...moved].map(({ id }) => id)])),
  };
}

/**
 * Compares each file.
 * @returns the changes, and in `after` the room's files with them, except those that still have to be placed
 */
function changedFiles(
  doc: Y.Doc,
  dry: DryRoom,
  now: FilesById,
): Pick<MergePlan, 'deleted' | 'leftOut' | 'edited'> & { after: Map<string, RoomFile>; placed: Placed[] } {
  const { base } = dry;
  const wanted = filesById(dry.doc);
  const after = new Map(now);
  const deleted = [...base.keys()].filter((id) => !wanted.has(id) && now.has(id));
  for (const id of deleted) after.delete(id);
  const leftOut: string[] = [];
  const edited: MergePlan['edited'] = [];
  const placed: Placed[] = [];
  for (const [id, { path, text }] of wanted) {
    const old = base.get(id);
    const there = now.get(id);
    if (!old) placed.push({ id: newUlid(), path, text });
    else if (old.path === path && old.text === text) continue;
    else if (!there) leftOut.push(`“${old.path}” was deleted meanwhile: its changes are left out.`);
    else {
      const file = textOf(doc, id);
      const isDone = !file || there.text === text;
      const hunks = isDone ? [] : rebase(dry.hunksTo(id, text), changesSince(file, old));
      // Without the deleted lines, what replaces them means nothing.
      const edits = hunks.filter(({ orphan }) => !orphan);
      if (edits.length < hunks.length)
        leftOut.push(`Lines of “${there.path}” were deleted meanwhile: what replaces them is left out.`);
      const merged = applyHunks(there.text, edits);
      if (merged.length > there.text.length) assertFileSize(merged);
      if (edits.length > 0) edited.push({ id, edits });
      if (path === old.path || path === there.path) after.set(id, { path: there.path, text: merged });
      else placed.push({ id, path, text: merged });
    }
  }
  // All files that move leave their paths first: they may swap them.
  for (const { id } of placed) after.delete(id);
  return { after, placed, deleted, leftOut, edited };
}

/** Gives each file its path, or the next free one, among those that stay. */
function assignPaths(after: Map<string, RoomFile>, placed: readonly Placed[]): Placed[] {
  const claim = pathClaims();
  for (const { path } of after.values()) claim(path);
  const withPaths = placed.map((file) => ({ ...file, path: normalizePath(claim(file.path)) }));
  for (const { id, path, text } of withPaths) after.set(id, { path, text });
  return withPaths;
}

function staleReads({ base, read }: DryRoom, now: FilesById, touched: ReadonlySet<string>): string[] {
  return [...read].flatMap((id) => {
    const old = base.get(id);
    return old && !touched.has(id) && now.get(id)?.text !== old.text ? [old.path] : [];
  });
}

const bytesOf = (files: FilesById, ids: readonly string[]): number =>
  ids.reduce((sum, id) => sum + byteLength(files.get(id)?.text ?? ''), 0);

/** The checks of `createFile` for all new files, before any is made. @throws TandemError `too_large` */
function assertCount(doc: Y.Doc, files: number, made: number): void {
  if (made === 0) return;
  if (allTexts(doc).size + made > roomLimits.maxTexts) {
    throw new TandemError(
      'too_large',
      `This room has reached its limit of ${roomLimits.maxTexts} files ever created: make a new room.`,
    );
  }
  if (files > roomLimits.maxFiles) {
    throw new TandemError(
      'too_large',
      `A room holds at most ${roomLimits.maxFiles} files: delete one first.`,
    );
  }
}

/** Applies a plan to the room that it was made for. Called within one transaction. */
export function applyMerge(doc: Y.Doc, { growth, deleted, moved, edited, made }: MergePlan): void {
  freeSpace(doc, growth);
  for (const id of deleted) deleteFile(doc, id);
  // Without a check: their paths were chosen together.
  for (const { id, path } of moved) claimPath(doc, id, path);
  for (const { id, edits } of edited) {
    const text = textOf(doc, id);
    if (text) applyEdits(text, edits);
  }
  for (const { id, path, text } of made) createFile(doc, path, text, null, id);
}

/** Whether everything a dry run has read is unchanged, so that another would end the same. */
export function isFresh(doc: Y.Doc, { base, read }: DryRoom): boolean {
  const files = listFiles(doc);
  return (
    files.length === base.size &&
    files.every(({ id, path }) => {
      const old = base.get(id);
      return old?.path === path && (!read.has(id) || contentOf(doc, id) === old.text);
    })
  );
}
