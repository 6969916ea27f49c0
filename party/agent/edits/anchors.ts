import type * as Y from 'yjs';

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

/**
 * Points and spans in one text that stay correct while anyone edits it.
 *
 * A relative position names one character. A removal covers many, and must spare what a person types between
 * them: so each change's delta moves points and spans along. That is exact, because Yjs derives deltas from
 * the very items that were inserted and deleted.
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
    carry(event.delta, this.#points, this.#spans);
  };
}

/** Moves points and spans as a change moves the characters they name. */
export function carry(
  delta: Iterable<{
    retain?: number | undefined;
    insert?: unknown;
    delete?: number | undefined;
  }>,
  points: Iterable<Point>,
  spans: Iterable<Span>,
): void {
  let index = 0;
  for (const { retain, insert, delete: removed } of delta) {
    if (retain !== undefined) index += retain;
    if (insert !== undefined) {
      const length = typeof insert === 'string' ? insert.length : 1;
      for (const point of points) carryOverInsert(point, index, length);
      for (const span of spans) span.pieces = piecesAfterInsert(span.pieces, index, length);
      index += length;
    }
    if (removed !== undefined) {
      for (const point of points) point.index = afterRemoval(point.index, index, removed);
      for (const span of spans) span.pieces = piecesAfterRemoval(span.pieces, index, removed);
    }
  }
}

function carryOverInsert(point: Point, index: number, length: number): void {
  if (index < point.index || (index === point.index && point.assoc === 0)) point.index += length;
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
