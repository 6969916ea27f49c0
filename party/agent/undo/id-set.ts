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
    const added = { clock, end: clock + length };
    const kept = (this.#ranges.get(client) ?? []).filter((range) => {
      if (range.end < added.clock || range.clock > added.end) return true;
      added.clock = Math.min(added.clock, range.clock);
      added.end = Math.max(added.end, range.end);
      return false;
    });
    kept.push(added);
    kept.sort((a, b) => a.clock - b.clock);
    this.#ranges.set(client, kept);
  }

  has(client: number, clock: number): boolean {
    return this.#ranges.get(client)?.some((range) => clock >= range.clock && clock < range.end) ?? false;
  }

  *[Symbol.iterator](): Generator<IdRange> {
    for (const [client, ranges] of this.#ranges) {
      for (const { clock, end } of ranges) yield { client, clock, length: end - clock };
    }
  }
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
