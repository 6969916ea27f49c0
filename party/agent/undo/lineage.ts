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
  /** In the order in which they were made, by the client id of the original and of the copy. */
  readonly #ofClient = new Map<number, TextCopy[]>();
  readonly #toClient = new Map<number, TextCopy[]>();

  constructor(copies: readonly TextCopy[] = []) {
    for (const copy of copies) this.add(copy);
  }

  /** Records a copy; `of` are first ids. */
  add(copy: TextCopy): void {
    append(this.#ofClient, copy.of.client, copy);
    append(this.#toClient, copy.to.client, copy);
  }

  /** The first ids of the characters in a range. */
  first(range: IdRange): IdRange[] {
    const copies = touching(this.#toClient, range, 'to');
    const made = copies.map(({ to, length }) => ({ ...to, length }));
    return cutAt(range, made).map((piece) => {
      const copy = copies.find(({ to, length }) => contains({ ...to, length }, piece));
      if (!copy) return piece;
      const { client, clock } = copy.of;
      return { client, clock: clock + piece.clock - copy.to.clock, length: piece.length };
    });
  }

  /** Where the characters with these first ids are now: at their newest copy, or in their first place. */
  newest(range: IdRange): { first: IdRange; at: IdRange }[] {
    const copies = touching(this.#ofClient, range, 'of');
    const copied = copies.map(({ of, length }) => ({ ...of, length }));
    return cutAt(range, copied).map((first) => {
      const copy = copies.findLast(({ of, length }) => contains({ ...of, length }, first));
      if (!copy) return { first, at: first };
      const { client, clock } = copy.to;
      return { first, at: { client, clock: clock + first.clock - copy.of.clock, length: first.length } };
    });
  }
}

function append(lists: Map<number, TextCopy[]>, client: number, copy: TextCopy): void {
  const list = lists.get(client);
  if (list) list.push(copy);
  else lists.set(client, [copy]);
}

/** The copies of which one side overlaps a range. */
const touching = (
  lists: ReadonlyMap<number, readonly TextCopy[]>,
  { client, clock, length }: IdRange,
  side: 'of' | 'to',
): TextCopy[] =>
  (lists.get(client) ?? []).filter(
    (copy) => copy[side].clock < clock + length && copy[side].clock + copy.length > clock,
  );

const contains = (outer: IdRange, inner: IdRange): boolean =>
  outer.client === inner.client &&
  inner.clock >= outer.clock &&
  inner.clock + inner.length <= outer.clock + outer.length;
