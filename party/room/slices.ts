import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { deletionCost, integrationCost } from './integration-cost.ts';
import { type Deletion, none, UpdateReader } from './update-reader.ts';

/** One client's structs in an update: where each begins, its clock, and how many are taken. */
interface Row {
  readonly client: number;
  readonly starts: number[];
  readonly clocks: number[];
  /** Where the last one ends, and the clock after it. */
  end: number;
  endClock: number;
  /** The next one to take, and the first of the slice that is being made. */
  at: number;
  from: number;
}

/** A piece of an update and what applying it costs, or the cost of a step towards the next one. */
export type Step = { slice: Uint8Array; cost: number } | { slice: undefined; cost: number };

/**
 * Cuts an update into slices that each cost little more than `most` to apply. Each builds only on the
 * document and on the slices before it; applied in order, they equal the whole update. Nothing that the
 * update builds on may be missing. Apply each slice before taking the next step; others may change the
 * document meanwhile.
 *
 * @param most in units of the limits' `batchWork`
 * @throws when structs build on one another in a cycle
 */
export function* slicesOf(update: Uint8Array, doc: Y.Doc, most: number): Generator<Step, void> {
  const stateOf = (client: number): number => Y.getState(doc.store, client);
  const isNew = (client: number, clock: number): boolean => clock >= stateOf(client);
  const reader = new UpdateReader(update);
  const rows = new Map<number, Row>();
  while (reader.next()) {
    yield { slice: undefined, cost: 1 };
    addTo(rows, reader, stateOf);
  }
  const deletionsAt = reader.position;
  let cost = 0;
  for (const row of rows.values()) {
    for (const isTaken of inOrder(row, rows, reader, stateOf)) {
      yield { slice: undefined, cost: 1 };
      if (!isTaken) continue;
      for (const part of integrationCost(doc, reader, isNew)) {
        cost += part;
        yield { slice: undefined, cost: part };
      }
      if (cost < most) continue;
      yield { slice: sliceOf(rows, update), cost };
      cost = 0;
    }
  }
  if ([...rows.values()].some(({ at, from }) => at > from)) yield { slice: sliceOf(rows, update), cost };
  yield* deletionSlices(reader, doc, deletionsAt, most);
}

function addTo(rows: Map<number, Row>, reader: UpdateReader, stateOf: (client: number) => number): void {
  const { client, clock, length, start, end } = reader;
  const isKnown = clock + length <= stateOf(client);
  if (isKnown) return;
  const row = rows.get(client) ?? { client, starts: [], clocks: [], end, endClock: clock, at: 0, from: 0 };
  rows.set(client, row);
  row.starts.push(start);
  row.clocks.push(clock);
  row.end = end;
  row.endClock = clock + length;
}

/**
 * Emits a client's structs in order; before each, those of other clients that it depends on. Yields true for
 * each struct, and false for each step towards one.
 */
function* inOrder(
  first: Row,
  rows: ReadonlyMap<number, Row>,
  reader: UpdateReader,
  stateOf: (client: number) => number,
): Generator<boolean> {
  const isHere = (client: number, clock: number): boolean => {
    const row = rows.get(client);
    return clock < Math.max(row ? clockOf(row) : 0, stateOf(client));
  };
  /** Each waits for the one after it to be taken up to a clock. */
  const stack = [{ row: first, until: Number.POSITIVE_INFINITY }];
  const waiting = new Set([first]);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { row, until } = top;
    if (row.at === row.starts.length || clockOf(row) >= until) {
      stack.pop();
      waiting.delete(row);
      continue;
    }
    const missing = missingOf(row, reader, isHere);
    if (!missing) {
      row.at++;
      yield true;
      continue;
    }
    const next = rows.get(missing.client);
    if (!next || waiting.has(next)) throw new Error('structs that build on one another');
    stack.push({ row: next, until: missing.clock + 1 });
    waiting.add(next);
    yield false;
  }
}

/** The clock of the next struct to take. */
const clockOf = (row: Row): number => row.clocks[row.at] ?? row.endClock;

/** Something that the next struct of a row builds on and that is not here yet. */
function missingOf(
  row: Row,
  reader: UpdateReader,
  isHere: (client: number, clock: number) => boolean,
): { client: number; clock: number } | undefined {
  reader.read(row.starts[row.at] ?? 0, row.client, clockOf(row));
  const { originClient, originClock, rightClient, rightClock, parentClient, parentClock } = reader;
  if (originClock !== none && !isHere(originClient, originClock))
    return { client: originClient, clock: originClock };
  if (rightClock !== none && !isHere(rightClient, rightClock))
    return { client: rightClient, clock: rightClock };
  if (parentClock !== none && !isHere(parentClient, parentClock))
    return { client: parentClient, clock: parentClock };
  return undefined;
}

/** An update of what was taken since the last slice. The structs' bytes are as they came. */
function sliceOf(rows: ReadonlyMap<number, Row>, update: Uint8Array): Uint8Array {
  const taken = [...rows.values()].filter(({ at, from }) => at > from);
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, taken.length);
    for (const row of taken.sort((a, b) => b.client - a.client)) {
      const { client, starts, clocks, from, at, end } = row;
      encoding.writeVarUint(encoder, at - from);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clocks[from] ?? 0);
      encoding.writeUint8Array(encoder, update.subarray(starts[from] ?? 0, starts[at] ?? end));
      row.from = at;
    }
    encoding.writeVarUint(encoder, 0);
  });
}

function* deletionSlices(
  reader: UpdateReader,
  doc: Y.Doc,
  start: number,
  most: number,
): Generator<Step, void> {
  let ranges: Deletion[] = [];
  let cost = 0;
  for (const deletion of reader.deletions(start)) {
    yield { slice: undefined, cost: 1 };
    ranges.push(deletion);
    cost += deletionCost(doc, deletion.client);
    if (cost < most) continue;
    yield { slice: deletionUpdate(ranges), cost };
    ranges = [];
    cost = 0;
  }
  if (ranges.length > 0) yield { slice: deletionUpdate(ranges), cost };
}

function deletionUpdate(ranges: readonly Deletion[]): Uint8Array {
  const byClient = Map.groupBy(ranges, ({ client }) => client);
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, byClient.size);
    for (const [client, its] of byClient) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, its.length);
      for (const { clock, length } of its) {
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarUint(encoder, length);
      }
    }
  });
}
