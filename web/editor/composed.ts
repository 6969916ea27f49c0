import type * as Y from 'yjs';

/** The range from `start` up to `end`, in UTF-16 units of the text. */
interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What an input method has written so far and may replace. */
export interface Composed {
  /** Its ranges, in order and none empty. There are several when others wrote inside the composed text. */
  readonly ranges: readonly TextRange[];
  /** Others wrote inside it or deleted some of it, so counting back from the caret no longer finds it. */
  readonly broken: boolean;
}

export const nothingComposed: Composed = { ranges: [], broken: false };

type Delta = Y.YTextEvent['delta'];

/** After one's own edit: the inserted text is composed, and merges with the ranges it touches. */
export function applyOwnEdit(composed: Composed, delta: Delta): Composed {
  let ranges = composed.ranges;
  eachChange(delta, (index, length, isInsert) => {
    ranges = isInsert
      ? [
          ...ranges.flatMap((range) => afterInsert(range, index, length)),
          { start: index, end: index + length },
        ]
      : ranges.flatMap((range) => afterDelete(range, index, length));
  });
  return { ranges: merged(ranges), broken: false };
}

/** After an edit of someone else's. */
export function applyRemoteEdit(composed: Composed, delta: Delta): Composed {
  let { ranges } = composed;
  eachChange(delta, (index, length, isInsert) => {
    ranges = ranges.flatMap((range) => (isInsert ? afterInsert : afterDelete)(range, index, length));
  });
  const broken =
    ranges.length !== composed.ranges.length || totalLength(ranges) !== totalLength(composed.ranges);
  return { ranges, broken: composed.broken || broken };
}

/** Where a caret is after someone else's edit; text inserted exactly at the caret comes after it. */
export function caretAfterRemoteEdit(caret: number, delta: Delta): number {
  let at = caret;
  eachChange(delta, (index, length, isInsert) => {
    if (index < at) at = isInsert ? at + length : Math.max(index, at - length);
  });
  return at;
}

function eachChange(delta: Delta, change: (index: number, length: number, isInsert: boolean) => void): void {
  let index = 0;
  for (const { retain, insert, delete: removed } of delta) {
    if (retain !== undefined) index += retain;
    else if (removed !== undefined) change(index, removed, false);
    else if (typeof insert === 'string') {
      change(index, insert.length, true);
      index += insert.length;
    }
  }
}

function afterInsert({ start, end }: TextRange, index: number, length: number): TextRange[] {
  if (index >= end) return [{ start, end }];
  if (index <= start) return [{ start: start + length, end: end + length }];
  return [
    { start, end: index },
    { start: index + length, end: end + length },
  ];
}

function afterDelete({ start, end }: TextRange, index: number, length: number): TextRange[] {
  const moved = (offset: number): number => (offset <= index ? offset : Math.max(index, offset - length));
  const left = { start: moved(start), end: moved(end) };
  return left.start < left.end ? [left] : [];
}

function merged(ranges: readonly TextRange[]): TextRange[] {
  const all: TextRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last?.end === range.start) all[all.length - 1] = { start: last.start, end: range.end };
    else all.push(range);
  }
  return all;
}

const totalLength = (ranges: readonly TextRange[]): number =>
  ranges.reduce((sum, { start, end }) => sum + end - start, 0);
