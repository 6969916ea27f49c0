import * as Y from 'yjs';
import { allTexts } from '../../../shared/doc.ts';
import type { IdRange } from '../text/id-range.ts';
import { itemsIn } from './record-turn.ts';
import type { TurnLedger } from './turn-ledger.ts';

/** Characters by their first ids, and where they are now. */
export interface Piece {
  first: IdRange;
  at: IdRange;
  /** Id of their file. */
  file: string;
}

/** The ids of one part of a turn. */
interface PieceSource {
  /** The id of the part. */
  id: string;
  ids: Iterable<IdRange>;
}

/** `collected`: its text is not kept any more. */
export type PartPiece = Piece & { part: string; deleted: boolean; collected: boolean };

/** The characters of some parts, cut so that each piece counts the same for every turn and lies in one item. */
export function* piecesOf(
  sources: Iterable<PieceSource>,
  { doc, ledger }: { doc: Y.Doc; ledger: TurnLedger },
): Generator<PartPiece> {
  const texts = allTexts(doc);
  const bounds = [...ledger.turns.values()].flatMap(({ inserted, deleted, undone }) => [
    ...inserted,
    ...deleted,
    ...undone,
  ]);
  bounds.push(...ledger.deletedByOthers);
  const cutsOf = new Map(
    Array.from(
      Map.groupBy(bounds, ({ client }) => client),
      ([client, ranges]): [number, number[]] => [
        client,
        [...new Set(ranges.flatMap(({ clock, length }) => [clock, clock + length]))].sort((a, b) => a - b),
      ],
    ),
  );
  for (const { id, ids } of sources) {
    for (const range of ids) {
      for (const uniform of cutWithin(range, cutsOf.get(range.client) ?? [])) {
        for (const { first, at } of ledger.lineage.newest(uniform)) {
          for (const { item, ...place } of itemsIn(doc, at)) {
            const file = texts.get(item.parent as Y.Text);
            const collected = item.content instanceof Y.ContentDeleted;
            if (file === undefined || !(collected || item.content instanceof Y.ContentString)) continue;
            const clock = first.clock + place.clock - at.clock;
            yield {
              part: id,
              first: { client: first.client, clock, length: place.length },
              at: place,
              file,
              deleted: item.deleted,
              collected,
            };
          }
        }
      }
    }
  }
}

/** A stretch of an item's characters: one of the pieces, or what lies between them. */
interface Stretch<P> extends IdRange {
  text: string;
  piece: P | undefined;
}

/** Finds pieces by where they are. No two of them overlap. */
export class PlacedPieces<P extends { at: IdRange }> {
  /** By client, by clock. */
  readonly #byClient: Map<number, P[]>;

  constructor(pieces: Iterable<P>) {
    this.#byClient = Map.groupBy(pieces, ({ at }) => at.client);
    for (const list of this.#byClient.values()) list.sort((a, b) => a.at.clock - b.at.clock);
  }

  /** The characters of an item in order, cut where pieces begin and end. */
  *stretchesOf({ id: { client, clock }, length }: Y.Item, text: string): Generator<Stretch<P>> {
    const pieces = this.#byClient.get(client) ?? [];
    const end = clock + length;
    const stretch = (from: number, to: number, piece: P | undefined): Stretch<P> => ({
      client,
      clock: from,
      length: to - from,
      text: text.slice(from - clock, to - clock),
      piece,
    });
    let from = clock;
    for (let i = firstWhere(pieces, ({ at }) => at.clock + at.length > clock); from < end; i++) {
      const piece = pieces[i];
      const start = Math.min(end, piece?.at.clock ?? end);
      if (from < start) yield stretch(from, start, undefined);
      if (piece === undefined || start >= end) return;
      const to = Math.min(end, piece.at.clock + piece.at.length);
      yield stretch(Math.max(from, start), to, piece);
      from = to;
    }
  }
}

/** Cuts a range at some clocks, which are in ascending order. */
function cutWithin({ client, clock, length }: IdRange, cuts: readonly number[]): IdRange[] {
  const end = clock + length;
  const starts = [clock];
  for (let i = firstWhere(cuts, (cut) => cut > clock); i < cuts.length; i++) {
    const cut = cuts[i] ?? end;
    if (cut >= end) break;
    starts.push(cut);
  }
  return starts.map((start, i) => ({ client, clock: start, length: (starts[i + 1] ?? end) - start }));
}

/** The position of the first value, in ascending order, for which this holds; their number when it holds for none. */
function firstWhere<T>(values: readonly T[], holds: (value: T) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = values[middle];
    if (value === undefined || holds(value)) high = middle;
    else low = middle + 1;
  }
  return low;
}
