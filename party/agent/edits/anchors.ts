import type * as Y from 'yjs';
import type { TextEdit } from '../../../shared/text.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';

/** A place between two characters. */
export interface Point {
  index: number;
  /** As in Yjs: what is inserted exactly here comes after the point (-1) or before it (0). */
  assoc: -1 | 0;
}

/** The characters of a range, as far as they are still in the text: ascending pieces. */
export interface Span {
  pieces: { start: number; end: number }[];
}

/** One operation of a delta, in UTF-16 units. */
interface DeltaOp {
  retain?: number;
  insert?: number;
  delete?: number;
}

/**
 * Points and spans in one text that stay correct while anyone edits it.
 *
 * A relative position names one character. A removal covers many, and must spare what a person types between
 * them: so each change's delta moves points and spans along. That is exact, because the delta is derived from the very
 * items that were inserted and deleted.
 */
export class Anchors {
  readonly #text: Y.Text;
  readonly #points = new Set<Point>();
  readonly #spans = new Set<Span>();

  constructor(text: Y.Text) {
    this.#text = text;
    text.observe(this.#onChange);
  }

  point(index: number, assoc: Point['assoc']): Point {
    const point = { index, assoc };
    this.#points.add(point);
    return point;
  }

  span(start: number, end: number): Span {
    const span: Span = { pieces: start < end ? [{ start, end }] : [] };
    this.#spans.add(span);
    return span;
  }

  close(): void {
    this.#text.unobserve(this.#onChange);
  }

  readonly #onChange = (event: Y.YTextEvent): void => {
    carry(deltaOf(event), this.#points, this.#spans);
  };
}

/**
 * A replacement as edits of the text as it is now. It stands where the first of the removed characters is; the point tells
 * its place only when all of them are gone.
 */
export function editsAt({ point, removal }: { point: Point; removal: Span }, insert: string): TextEdit[] {
  const [first, ...others] = removal.pieces.map(({ start, end }) => ({
    index: start,
    remove: end - start,
    insert: '',
  }));
  return first ? [{ ...first, insert }, ...others] : [{ index: point.index, remove: 0, insert }];
}

/** Yjs's own `event.delta` opens a transaction, and each of those goes through all client ids that the room has seen. */
function* deltaOf(event: Y.YTextEvent): Generator<DeltaOp> {
  for (const item of itemsOf(event.target)) {
    if (!item.countable) continue;
    const { length, deleted } = item;
    const added = event.adds(item);
    if (!deleted) yield added ? { insert: length } : { retain: length };
    else if (!added && event.deletes(item)) yield { delete: length };
  }
}

/** Moves points and spans as a change moves the characters they name: each by the steps that touch it. */
export function carry(delta: Iterable<DeltaOp>, points: Iterable<Point>, spans: Iterable<Span>): void {
  const steps = stepsOf(delta);
  for (const point of points) {
    const { shift, touching } = around(steps, point.index, point.index);
    point.index += shift;
    for (const { index, inserted, removed } of touching) {
      if (index < point.index || (index === point.index && point.assoc === 0)) point.index += inserted;
      point.index = afterRemoval(point.index, index, removed);
    }
  }
  for (const span of spans) {
    span.pieces = span.pieces.flatMap(({ start, end }) => {
      const { shift, touching } = around(steps, start, end);
      let pieces = [{ start: start + shift, end: end + shift }];
      for (const { index, inserted, removed } of touching) {
        if (inserted > 0) pieces = piecesAfterInsert(pieces, index, inserted);
        if (removed > 0) pieces = piecesAfterRemoval(pieces, index, removed);
      }
      return pieces;
    });
  }
}

/** An insertion or removal at `index` of the text as it is by then; before the delta this was from `start` to `end`. */
interface Step {
  index: number;
  start: number;
  end: number;
  inserted: number;
  removed: number;
}

function stepsOf(delta: Iterable<DeltaOp>): Step[] {
  const steps: Step[] = [];
  let index = 0;
  let start = 0;
  for (const { retain = 0, insert: inserted = 0, delete: removed = 0 } of delta) {
    index += retain;
    start += retain;
    if (inserted > 0) steps.push({ index, start, end: start, inserted, removed: 0 });
    index += inserted;
    if (removed > 0) steps.push({ index, start, end: start + removed, inserted: 0, removed });
    start += removed;
  }
  return steps;
}

/** How far the steps before a range shift it, and the steps that touch it; those after it do nothing to it. */
function around(steps: readonly Step[], start: number, end: number): { shift: number; touching: Step[] } {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.end ?? Infinity) < start) low = middle + 1;
    else high = middle;
  }
  const touching: Step[] = [];
  for (let at = low; at < steps.length; at++) {
    const step = steps[at];
    if (!step || step.start > end) break;
    touching.push(step);
  }
  const before = steps[low - 1];
  const shift = before ? before.index + before.inserted - before.end : 0;
  return { shift, touching };
}

function afterRemoval(index: number, start: number, length: number): number {
  if (index <= start) return index;
  return Math.max(start, index - length);
}

function piecesAfterInsert(pieces: Span['pieces'], index: number, length: number): Span['pieces'] {
  return pieces.flatMap(({ start, end }) => {
    if (index <= start) return [{ start: start + length, end: end + length }];
    if (index >= end) return [{ start, end }];
    return [
      { start, end: index },
      { start: index + length, end: end + length },
    ];
  });
}

function piecesAfterRemoval(pieces: Span['pieces'], start: number, length: number): Span['pieces'] {
  return pieces
    .map((piece) => ({
      start: afterRemoval(piece.start, start, length),
      end: afterRemoval(piece.end, start, length),
    }))
    .filter((piece) => piece.start < piece.end);
}
