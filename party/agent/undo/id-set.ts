import type { IdRange } from '../text/id-range.ts';

/** A set of character ids. */
export class IdSet {
  /** By client: ascending, none touching another. */
  readonly #ranges = new Map<number, { clock: number; end: number }[]>();

  constructor(ranges: Iterable<IdRange> = []) {
    for (const range of ranges) this.add(range);
  }

  add({ client, clock, length }: IdRange): void {
    if (length <= 0) return;
    const ranges = this.#ranges.get(client) ?? [];
    this.#ranges.set(client, ranges);
    const added = { clock, end: clock + length };
    // Those that touch it become one with it.
    const from = firstEndingFrom(ranges, added.clock);
    let to = from;
    for (; to < ranges.length; to++) {
      const range = ranges[to];
      if (!range || range.clock > added.end) break;
      added.clock = Math.min(added.clock, range.clock);
      added.end = Math.max(added.end, range.end);
    }
    ranges.splice(from, to - from, added);
  }

  has(client: number, clock: number): boolean {
    const ranges = this.#ranges.get(client) ?? [];
    const range = ranges[firstEndingFrom(ranges, clock + 1)];
    return range !== undefined && range.clock <= clock;
  }

  /** Whether an id is the first one after a range of the set. */
  endsBefore(client: number, clock: number): boolean {
    const ranges = this.#ranges.get(client) ?? [];
    return ranges[firstEndingFrom(ranges, clock)]?.end === clock;
  }

  *[Symbol.iterator](): Generator<IdRange> {
    for (const [client, ranges] of this.#ranges) {
      for (const { clock, end } of ranges) yield { client, clock, length: end - clock };
    }
  }
}

/** The position of the first range that ends at `clock` or after it. */
function firstEndingFrom(ranges: readonly { end: number }[], clock: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? Infinity) < clock) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cuts a range so that each piece lies wholly inside or wholly outside each of the others. */
export function cutAt({ client, clock, length }: IdRange, others: Iterable<IdRange>): IdRange[] {
  const end = clock + length;
  const cuts = new Set([clock]);
  for (const other of others) {
    if (other.client !== client) continue;
    for (const cut of [other.clock, other.clock + other.length]) {
      if (cut > clock && cut < end) cuts.add(cut);
    }
  }
  const starts = [...cuts].sort((a, b) => a - b);
  return starts.map((start, i) => ({ client, clock: start, length: (starts[i + 1] ?? end) - start }));
}
