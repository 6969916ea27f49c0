import type * as Y from 'yjs';

/** Letters from `start` up to `end`, in UTF-16 units of the text. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** What an input method has written so far and may write anew. */
export interface Composed {
  /** Its letters, in order and never empty: where others wrote among them they are in several runs. */
  readonly runs: readonly Run[];
  /** Others wrote among its letters or deleted some: it no longer ends its piece by counting back from the caret. */
  readonly broken: boolean;
}

export const nothingComposed: Composed = { runs: [], broken: false };

type Delta = Y.YTextEvent['delta'];

/** After an edit of one's own: what it wrote is composed, and one piece with what it touches. */
export function afterOwn(composed: Composed, delta: Delta): Composed {
  let runs = composed.runs;
  eachChange(delta, (index, length, isInsert) => {
    runs = isInsert
      ? [...runs.flatMap((run) => pushed(run, index, length)), { start: index, end: index + length }]
      : runs.flatMap((run) => shrunk(run, index, length));
  });
  return { runs: joined(runs), broken: false };
}

/** After an edit of someone else's. */
export function afterOthers(composed: Composed, delta: Delta): Composed {
  let { runs } = composed;
  eachChange(delta, (index, length, isInsert) => {
    runs = runs.flatMap((run) => (isInsert ? pushed : shrunk)(run, index, length));
  });
  const broken = runs.length !== composed.runs.length || lettersOf(runs) !== lettersOf(composed.runs);
  return { runs, broken: composed.broken || broken };
}

/** Where a caret is after someone else's edit, if what they write exactly there comes behind it. */
export function caretAfterOthers(caret: number, delta: Delta): number {
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

function pushed({ start, end }: Run, index: number, length: number): Run[] {
  if (index >= end) return [{ start, end }];
  if (index <= start) return [{ start: start + length, end: end + length }];
  return [
    { start, end: index },
    { start: index + length, end: end + length },
  ];
}

function shrunk({ start, end }: Run, index: number, length: number): Run[] {
  const moved = (offset: number): number => (offset <= index ? offset : Math.max(index, offset - length));
  const left = { start: moved(start), end: moved(end) };
  return left.start < left.end ? [left] : [];
}

function joined(runs: readonly Run[]): Run[] {
  const all: Run[] = [];
  for (const run of runs.toSorted((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last?.end === run.start) all[all.length - 1] = { start: last.start, end: run.end };
    else all.push(run);
  }
  return all;
}

const lettersOf = (runs: readonly Run[]): number =>
  runs.reduce((sum, { start, end }) => sum + end - start, 0);
