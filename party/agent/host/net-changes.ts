import type * as Y from 'yjs';
import { contentOf, listFiles } from '../../../shared/doc.ts';
import { agentLimits } from '../../../shared/limits.ts';
import { countLines, lineDiff } from '../text/line-diff.ts';
import type { TextEdit } from '../../../shared/text.ts';
import { planRewrite } from '../edits/plan.ts';

/** A file of the room. */
export interface RoomFile {
  path: string;
  text: string;
}
/** A room's files by their ids, at one moment. */
export type FilesById = ReadonlyMap<string, RoomFile>;

export const filesById = (doc: Y.Doc): FilesById =>
  new Map(listFiles(doc).map(({ id, path }) => [id, { path, text: contentOf(doc, id) }]));

/** The net changes to a room's files, whatever was done to them in between. */
export interface NetChanges {
  /** Every path that appears, disappears or has another text, in order. */
  paths: string[];
  /** The files that go to the trash, by their paths before. */
  deleted: string[];
  /**
   * The whole diff: a line for each file, and below it its removed and added lines, as in `editFile`'s diff.
   */
  diff: string;
}

/** @param edits the edits of existing files by their ids, where they are known */
export function netChanges(
  before: FilesById,
  after: FilesById,
  edits: ReadonlyMap<string, readonly TextEdit[]> = new Map(),
): NetChanges {
  const textAt = new Map([...before.values()].map(({ path, text }) => [path, text]));
  const pathsAfter = new Set([...after.values()].map(({ path }) => path));
  const changes: { path: string; entry: string }[] = [];
  for (const [id, { path, text }] of after) {
    const old = before.get(id);
    const base = textAt.get(path) ?? old?.text ?? '';
    const moved = old !== undefined && old.path !== path;
    if (old && !moved && base === text) continue;
    const head = moved ? `${old.path} → ${path}` : old || textAt.has(path) ? path : `${path} (new)`;
    const known = base === old?.text ? edits.get(id) : undefined;
    changes.push({ path, entry: ` ${head}${linesOf(base, text, known)}` });
  }
  const deleted = [...before].flatMap(([id, { path }]) => (after.has(id) ? [] : [path]));
  let left: number = agentLimits.maxDeletedLength;
  for (const path of deleted) {
    // The file that takes its place is shown as a change of its text.
    if (pathsAfter.has(path)) {
      changes.push({ path, entry: ` ${path} (the old one, deleted)` });
      continue;
    }
    const lines = linesOf(textAt.get(path) ?? '', '', undefined);
    const isShown = lines.length <= left;
    if (isShown) left -= lines.length;
    const count = countLines(textAt.get(path) ?? '');
    const head = isShown ? `${path} (deleted)` : `${path} (deleted, ${count} lines, too long to show here)`;
    changes.push({ path, entry: ` ${head}${isShown ? lines : ''}` });
  }
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    paths: [...new Set(changes.map(({ path }) => path))],
    deleted,
    diff: changes.map(({ entry }) => entry).join('\n'),
  };
}

function linesOf(before: string, after: string, known: readonly TextEdit[] | undefined): string {
  if (before === after) return '';
  const plan = known ? { hunks: known } : planRewrite(before, after);
  return 'hunks' in plan ? `\n${lineDiff(before, plan.hunks).diff}` : '';
}
