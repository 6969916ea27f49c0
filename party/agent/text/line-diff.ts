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
    const old = before.slice(group.start, group.end);
    const now = applyHunks(
      old,
      group.edits.map((edit) => ({ ...edit, index: edit.index - group.start })),
    );
    const { skipped, minus, plus } = trimEqual(linesOf(old), linesOf(now));
    if (minus.length === 0 && plus.length === 0) return [];
    return [{ line: line + skipped, minus, plus }];
  });
}

/** The same changes, as a diff for people to read. */
export const lineDiff = (before: string, edits: readonly TextEdit[]): LineDiff =>
  formatChanges(lineChanges(before, edits));

/** As {@link lineDiff}, with neighbouring lines in one hunk. @param firstLine the number of the old text's first line */
export function hunkDiff(before: string, edits: readonly TextEdit[], firstLine: number): LineDiff {
  const joined: LineChange[] = [];
  for (const change of lineChanges(before, edits)) {
    const last = joined.at(-1);
    if (last && last.line + last.minus.length === change.line) {
      last.minus.push(...change.minus);
      last.plus.push(...change.plus);
    } else joined.push(change);
  }
  return formatChanges(joined.map((change) => ({ ...change, line: change.line + firstLine - 1 })));
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
    const start = edit.index === 0 ? 0 : before.lastIndexOf('\n', edit.index - 1) + 1;
    const nextBreak = before.indexOf('\n', edit.index + edit.remove);
    const end = nextBreak < 0 ? before.length : nextBreak + 1;
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
