import type { IdRange } from '../text/id-range.ts';
import { cutAt } from './id-set.ts';

/** `length` characters from `of` on were restored as new ones from `to` on. */
export interface TextCopy {
  of: { client: number; clock: number };
  to: { client: number; clock: number };
  length: number;
}

/**
 * Which characters are copies of which. Yjs cannot undelete text: to restore it is to write it again, under
 * new ids. Here a character keeps the id it was first written with, and has at most one visible copy.
 */
export class Lineage {
  readonly #copies: TextCopy[];

  constructor(copies: readonly TextCopy[] = []) {
    this.#copies = [...copies];
  }

  /** Records a copy; `of` are first ids. */
  add(copy: TextCopy): void {
    this.#copies.push(copy);
  }

  /** The first ids of the characters in a range. */
  first(range: IdRange): IdRange[] {
    const made = this.#copies.map(({ to, length }) => ({ ...to, length }));
    return cutAt(range, made).map((piece) => {
      const copy = this.#copies.find(({ to, length }) => contains({ ...to, length }, piece));
      if (!copy) return piece;
      const { client, clock } = copy.of;
      return { client, clock: clock + piece.clock - copy.to.clock, length: piece.length };
    });
  }

  /** Where the characters with these first ids are now: at their newest copy, or in their first place. */
  newest(range: IdRange): { first: IdRange; at: IdRange }[] {
    const copied = this.#copies.map(({ of, length }) => ({ ...of, length }));
    return cutAt(range, copied).map((first) => {
      const copy = this.#copies.findLast(({ of, length }) => contains({ ...of, length }, first));
      if (!copy) return { first, at: first };
      const { client, clock } = copy.to;
      return { first, at: { client, clock: clock + first.clock - copy.of.clock, length: first.length } };
    });
  }
}

const contains = (outer: IdRange, inner: IdRange): boolean =>
  outer.client === inner.client &&
  inner.clock >= outer.clock &&
  inner.clock + inner.length <= outer.clock + outer.length;
