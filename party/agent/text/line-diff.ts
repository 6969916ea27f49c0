import { changedLines } from '../../../shared/text-diff.ts';
import type { TextEdit } from '../../../shared/text.ts';

export interface LineDiff {
  /** How many lines were added and removed. */
  added: number;
  removed: number;
  /** `@@ line @@`, then `-` and `+` lines, without context lines. */
  diff: string;
}

/** Consecutive lines of the old text, and the lines that replace them. */
export interface LineChange {
  /** 1-based, in the old text. */
  line: number;
  minus: string[];
  plus: string[];
}

/** Turns edits of a text into changes of whole lines. */
export function lineChanges(before: string, edits: readonly TextEdit[]): LineChange[] {
  let line = 1;
  let counted = 0;
  return groupByLines(before, edits).flatMap((group) => {
    for (
      let at = before.indexOf('\n', counted);
      at >= 0 && at < group.start;
      at = before.indexOf('\n', at + 1)
    )
      line++;
    counted = group.start;
    const { old, now } = textsOf(before, group);
    const { skipped, minus, plus } = trimEqual(linesOf(old), linesOf(now));
    if (minus.length === 0 && plus.length === 0) return [];
    return [{ line: line + skipped, minus, plus }];
  });
}

/** The same changes, as a diff for people to read. */
export const lineDiff = (before: string, edits: readonly TextEdit[]): LineDiff =>
  formatChanges(lineChanges(before, edits));

/**
 * As {@link lineDiff}, with neighbouring lines in one hunk, and without those that come out as they were. Only lines that
 * the edits change are compared, so that the diff of some of the edits is a part of the diff of all.
 * @param firstLine the number of the old text's first line
 */
export function netLineDiff(before: string, edits: readonly TextEdit[], firstLine = 1): LineDiff {
  const net = groupByChange(before, edits).flatMap((group) => {
    const { old, now } = textsOf(before, group);
    return changedLines(old, now).map((edit) => ({ ...edit, index: edit.index + group.start }));
  });
  const changes = lineChanges(before, net);
  return formatChanges(changes.map((change) => ({ ...change, line: change.line + firstLine - 1 })));
}

function formatChanges(changes: readonly LineChange[]): LineDiff {
  const out: string[] = [];
  let added = 0;
  let removed = 0;
  for (const { line, minus, plus } of changes) {
    out.push(`@@ ${line} @@`, ...minus.map((text) => `-${text}`), ...plus.map((text) => `+${text}`));
    removed += minus.length;
    added += plus.length;
  }
  return { added, removed, diff: out.join('\n') };
}

/** The removed and the added lines without their positions, which change when people write around them. */
export function linesChanged(
  before: string,
  edits: readonly TextEdit[],
): { minus: string[]; plus: string[] } {
  const changes = lineChanges(before, edits);
  return { minus: changes.flatMap(({ minus }) => minus), plus: changes.flatMap(({ plus }) => plus) };
}

interface Group {
  start: number;
  end: number;
  edits: TextEdit[];
}

/** Groups edits that touch the same lines; `start` and `end` are at line boundaries. */
function groupByLines(before: string, edits: readonly TextEdit[]): Group[] {
  const groups: Group[] = [];
  for (const edit of edits) {
    const start = lineStart(before, edit.index);
    const end = lineEnd(before, edit.index + edit.remove);
    const last = groups.at(-1);
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else {
      groups.push({ start, end, edits: [edit] });
    }
  }
  return groups;
}

/** Groups edits that have no unchanged line between them; `start` and `end` are at line boundaries. */
function groupByChange(before: string, edits: readonly TextEdit[]): Group[] {
  const groups: Group[] = [];
  for (const edit of edits) {
    const removedTo = edit.index + edit.remove;
    const start = lineStart(before, edit.index);
    const areLines =
      start === edit.index && endsLine(before.slice(start, removedTo)) && endsLine(edit.insert);
    const end = areLines ? removedTo : lineEnd(before, removedTo);
    const last = groups.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else groups.push({ start, end, edits: [edit] });
  }
  return groups;
}

const lineStart = (text: string, index: number): number =>
  index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1;

function lineEnd(text: string, index: number): number {
  const lineBreak = text.indexOf('\n', index);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

const endsLine = (text: string): boolean => text === '' || text.endsWith('\n');

function textsOf(before: string, { start, end, edits }: Group): { old: string; now: string } {
  const old = before.slice(start, end);
  const now = applyHunks(
    old,
    edits.map((edit) => ({ ...edit, index: edit.index - start })),
  );
  return { old, now };
}

/** A final line break ends the last line; it does not begin another one. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

export const countLines = (text: string): number => linesOf(text).length;

function trimEqual(
  old: readonly string[],
  now: readonly string[],
): { skipped: number; minus: string[]; plus: string[] } {
  let skipped = 0;
  while (skipped < old.length && skipped < now.length && old[skipped] === now[skipped]) skipped++;
  let tail = 0;
  const most = Math.min(old.length, now.length) - skipped;
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return {
    skipped,
    minus: old.slice(skipped, old.length - tail),
    plus: now.slice(skipped, now.length - tail),
  };
}

/** Applies hunks, in ascending order, to the text they were planned for. */
export function applyHunks(text: string, hunks: readonly TextEdit[]): string {
  let out = '';
  let from = 0;
  for (const { index, remove, insert } of hunks) {
    out += text.slice(from, index) + insert;
    from = index + remove;
  }
  return out + text.slice(from);
}
