import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { wireLimits } from '../limits.ts';
import {
  clientsIn,
  firstOrigin,
  indexOfClock,
  pendingUpdates,
  type Struct,
  structsOf,
  writeCollected,
} from '../yjs-internals.ts';

/** One client's structs that the other side lacks. */
interface Row {
  readonly client: number;
  readonly structs: readonly Struct[];
  /** The next one to write. */
  at: number;
  /** The clock from which the other side lacks them, and from which the update that is being made has them. */
  readonly missingFrom: number;
  from: number;
  /** What is written for that update. */
  encoder: Y.UpdateEncoderV1;
  count: number;
}

/**
 * What a document has and a state vector does not, as updates of little more than `maxBytes` each. Each builds only on
 * those before it; in order, they do what Yjs' own `encodeStateAsUpdate` would.
 *
 * Of deleted text only the ids are sent, also from a document that keeps it: a room collects it anyway, and the history
 * of a small text may be larger than any room takes. All deletions come in the last updates, those that the other side
 * has too: no state vector tells.
 */
export function catchUp(
  doc: Y.Doc,
  stateVector: Uint8Array,
  maxBytes: number = wireLimits.catchUpBytes,
): Uint8Array[] {
  const deletions = [...deletionsOf(doc, maxBytes)];
  const whole = deletions.length === 1 ? oneUpdate(rowsOf(doc, stateVector), deletions, maxBytes) : undefined;
  const updates = whole ? [whole] : severalUpdates(rowsOf(doc, stateVector), deletions, maxBytes);
  return [...updates, ...pendingUpdates(doc, stateVector)];
}

type Rows = ReadonlyMap<number, Row>;

/** Undefined when it would be too large. Within one update the order is free. */
function oneUpdate(rows: Rows, deletions: readonly Uint8Array[], maxBytes: number): Uint8Array | undefined {
  const [set = noDeletions] = deletions;
  let bytes = set.byteLength;
  for (const row of rows.values()) {
    while (row.at < row.structs.length) bytes += write(row);
    if (bytes > maxBytes) return undefined;
  }
  return updateOf(rows, set);
}

function severalUpdates(rows: Rows, deletions: readonly Uint8Array[], maxBytes: number): Uint8Array[] {
  const updates: Uint8Array[] = [];
  let bytes = 0;
  for (const row of rows.values()) {
    for (const next of inOrder(row, rows)) {
      bytes += write(next);
      if (bytes < maxBytes) continue;
      updates.push(updateOf(rows, noDeletions));
      bytes = 0;
    }
  }
  if (bytes > 0) updates.push(updateOf(rows, noDeletions));
  return [...updates, ...deletions.map((set) => updateOf(rows, set))];
}

const noDeletions = new Uint8Array([0]);

function rowsOf(doc: Y.Doc, stateVector: Uint8Array): Rows {
  const theirs = Y.decodeStateVector(stateVector);
  const rows = new Map<number, Row>();
  // Yjs integrates fastest what comes by descending client id.
  for (const client of [...clientsIn(doc)].sort((a, b) => b - a)) {
    const row = rowOf(doc, client, theirs.get(client) ?? 0);
    if (row) rows.set(client, row);
  }
  return rows;
}

function rowOf(doc: Y.Doc, client: number, clock: number): Row | undefined {
  if (clock >= Y.getState(doc.store, client)) return undefined;
  const structs = structsOf(doc, client);
  const at = indexOfClock(doc, client, clock);
  return { client, structs, at, missingFrom: clock, from: clock, encoder: new Y.UpdateEncoderV1(), count: 0 };
}

/** Gives the row whose next struct is to be written, until all of `first` is: before each struct what it builds on. */
function* inOrder(first: Row, rows: Rows): Generator<Row> {
  const isMissing = ({ client, clock }: Y.ID): boolean => {
    const row = rows.get(client);
    return row !== undefined && nextClock(row) <= clock;
  };
  /** Each waits for the one after it to be written up to a clock. A document holds no cycles, so this comes to an end. */
  const stack = [{ row: first, upTo: Number.POSITIVE_INFINITY }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { row, upTo } = top;
    const struct = row.structs[row.at];
    if (struct === undefined || struct.id.clock > upTo) {
      stack.pop();
      continue;
    }
    const missing = firstOrigin(struct, (id) => id.client !== row.client && isMissing(id));
    const behind = missing && rows.get(missing.client);
    if (behind) stack.push({ row: behind, upTo: missing.clock });
    else yield row;
  }
}

const nextClock = ({ structs, at }: Row): number => structs[at]?.id.clock ?? Number.POSITIVE_INFINITY;

/** Writes the next struct of a row. @returns its bytes */
function write(row: Row): number {
  const struct = row.structs[row.at++];
  if (struct === undefined) return 0;
  const before = encoding.length(row.encoder.restEncoder);
  writeCollected(row.encoder, struct, Math.max(0, row.missingFrom - struct.id.clock));
  row.count++;
  return encoding.length(row.encoder.restEncoder) - before;
}

/** An update of what was written since the last one. */
function updateOf(rows: Rows, deletions: Uint8Array): Uint8Array {
  const written = [...rows.values()].filter(({ count }) => count > 0);
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, written.length);
    for (const row of written) {
      encoding.writeVarUint(encoder, row.count);
      encoding.writeVarUint(encoder, row.client);
      encoding.writeVarUint(encoder, row.from);
      encoding.writeUint8Array(encoder, row.encoder.toUint8Array());
      row.from = row.structs[row.at]?.id.clock ?? row.from;
      row.encoder = new Y.UpdateEncoderV1();
      row.count = 0;
    }
    encoding.writeUint8Array(encoder, deletions);
  });
}

/** All that is deleted in a document, as delete sets of little more than `maxBytes` each; at least one. */
function* deletionsOf(doc: Y.Doc, maxBytes: number): Generator<Uint8Array> {
  const { clients } = Y.createDeleteSetFromStructStore(doc.store);
  let ranges = encoding.createEncoder();
  let written: Uint8Array[] = [];
  let bytes = 0;
  const set = (): Uint8Array =>
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, written.length);
      for (const part of written) encoding.writeUint8Array(encoder, part);
      written = [];
      bytes = 0;
    });
  for (const client of [...clients.keys()].sort((a, b) => b - a)) {
    let count = 0;
    const finish = (): void => {
      if (count === 0) return;
      written.push(
        encoding.encode((encoder) => {
          encoding.writeVarUint(encoder, client);
          encoding.writeVarUint(encoder, count);
          encoding.writeUint8Array(encoder, encoding.toUint8Array(ranges));
        }),
      );
      bytes += encoding.length(ranges);
      ranges = encoding.createEncoder();
      count = 0;
    };
    for (const { clock, len } of clients.get(client) ?? []) {
      encoding.writeVarUint(ranges, clock);
      encoding.writeVarUint(ranges, len);
      count++;
      if (bytes + encoding.length(ranges) < maxBytes) continue;
      finish();
      yield set();
    }
    finish();
  }
  yield set();
}
