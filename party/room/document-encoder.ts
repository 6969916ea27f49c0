import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { onUpdate } from '../../shared/on-update.ts';
import { storageLimits, wireLimits } from '../../shared/limits.ts';
import type { RoomHost } from './host.ts';
import { clientsIn, hasClient, writeStructs } from '../../shared/yjs-internals.ts';

/** One client's structs as they were encoded: where they are, how many, and the clock after the last. */
interface Encoded {
  readonly start: number;
  end: number;
  count: number;
  clock: number;
}

/** The structs of every client, encoded at about the same time. */
interface Base {
  readonly bytes: Uint8Array;
  readonly clients: ReadonlyMap<number, Encoded>;
}

/**
 * Encodes a document for those who join and for snapshots. In a room that was used for long, encoding all structs
 * takes a tenth of a second, so they are kept encoded and only what was written since is added; the deletions are
 * always the current ones. What is kept may hold text that was deleted since, until it is encoded anew, in slices.
 */
export class DocumentEncoder {
  readonly #doc: Y.Doc;
  #base: Base | undefined;
  /** Size of the updates since the structs were encoded. */
  #bytesSince = 0;
  #deletedSince = false;
  #isRefreshing = false;
  /** Number of the latest refresh. */
  #refreshes = 0;
  #deletions: Uint8Array | undefined;
  #whole: Uint8Array | undefined;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    onUpdate(doc, (update, _origin, { deleteSet }) => {
      this.#bytesSince += update.byteLength;
      this.#whole = undefined;
      if (deleteSet.clients.size === 0) return;
      this.#deletedSince = true;
      this.#deletions = undefined;
    });
  }

  /** Encodes all structs anew after a while, if that would spare later calls work or drop deleted text. */
  refreshLater(host: Pick<RoomHost, 'after'>, isOver: () => boolean): void {
    const { size, most } = this.#staleness();
    const isStale = this.#deletedSince || this.#bytesSince > most / 2;
    if (this.#isRefreshing || !isStale || size <= storageLimits.encodedAnewBytes) return;
    this.#isRefreshing = true;
    const steps = this.refresh();
    const step = (): void => {
      if (!isOver() && steps.next().done !== true) {
        host.after(wireLimits.backlogPauseMs, step);
        return;
      }
      this.#isRefreshing = false;
      // What was deleted between two steps may be in it still.
      if (!isOver()) this.refreshLater(host, isOver);
    };
    host.after(storageLimits.encodeAnewMs, step);
  }

  /** The whole document as an update. */
  whole(): Uint8Array {
    return (this.#whole ??= this.#encode(new Map()));
  }

  /**
   * @returns what a replica with this state vector lacks, as an update. @throws when `stateVector` cannot be
   * decoded.
   */
  difference(stateVector: Uint8Array): Uint8Array {
    const clocks = new Map(
      [...Y.decodeStateVector(stateVector)].filter(
        ([client, clock]) => clock > 0 && hasClient(this.#doc, client),
      ),
    );
    return clocks.size === 0 ? this.whole() : this.#encode(clocks);
  }

  /** Encodes all structs anew. Others may change the document between two steps. */
  *refresh(): Generator<undefined, void> {
    const run = ++this.#refreshes;
    const structs = encodeAll(this.#doc);
    let step = structs.next();
    // What comes from here on may or may not be in it.
    this.#bytesSince = 0;
    this.#deletedSince = false;
    for (; !step.done; step = structs.next()) {
      yield;
      // A later one is done already, and newer.
      if (run !== this.#refreshes) return;
    }
    this.#base = step.value;
    this.#whole = undefined;
  }

  refreshNow(): void {
    const steps = this.refresh();
    let isDone = false;
    while (!isDone) isDone = steps.next().done === true;
  }

  /** How large the kept structs are, and how much may have come since before they must be encoded anew. */
  #staleness(): { size: number; most: number } {
    const size = this.#base?.bytes.byteLength ?? 0;
    return { size, most: Math.max(storageLimits.encodedAnewBytes, size / 4) };
  }

  #current(): Base {
    const { size, most } = this.#staleness();
    const isCheap = size <= storageLimits.encodedAnewBytes && this.#bytesSince > 0;
    if (!this.#base || isCheap || this.#bytesSince > most) this.refreshNow();
    if (!this.#base) throw new Error('nothing was encoded');
    return this.#base;
  }

  /** @param clocks what is left out, of each client */
  #encode(clocks: ReadonlyMap<number, number>): Uint8Array {
    const { store } = this.#doc;
    const lacks = (client: number): boolean => Y.getState(store, client) > (clocks.get(client) ?? 0);
    // Yjs integrates faster if the highest come first.
    const clients = [...clientsIn(this.#doc)].filter(lacks).sort((a, b) => b - a);
    const base = clients.some((client) => !clocks.has(client)) ? this.#current() : undefined;
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, clients.length);
      for (const client of clients) {
        const from = clocks.get(client) ?? 0;
        const kept = from === 0 ? base?.clients.get(client) : undefined;
        const since = kept?.clock ?? from;
        const isWhole = Y.getState(store, client) === since;
        const rest = isWhole ? nothing : structsSince(this.#doc, client, since);
        for (const n of [(kept?.count ?? 0) + rest.count, client, from]) encoding.writeVarUint(encoder, n);
        if (base && kept) encoding.writeUint8Array(encoder, base.bytes.subarray(kept.start, kept.end));
        encoding.writeUint8Array(encoder, rest.bytes);
      }
      encoding.writeUint8Array(encoder, this.#encodedDeletions());
    });
  }

  #encodedDeletions(): Uint8Array {
    // The first byte says that no structs come before them.
    this.#deletions ??= Y.encodeStateAsUpdate(this.#doc, Y.encodeStateVector(this.#doc)).subarray(1);
    return this.#deletions;
  }
}

const nothing = { count: 0, bytes: new Uint8Array() };

function structsSince(doc: Y.Doc, client: number, clock: number): { count: number; bytes: Uint8Array } {
  const encoder = new Y.UpdateEncoderV1();
  const { count } = writeStructs(encoder, doc, client, clock);
  return { count, bytes: encoder.toUint8Array() };
}

/** Yields after about a millisecond's work. */
function* encodeAll(doc: Y.Doc): Generator<undefined, Base> {
  const encoder = new Y.UpdateEncoderV1();
  const position = (): number => encoding.length(encoder.restEncoder);
  const clients = new Map<number, Encoded>();
  let left = structsAtOnce;
  for (const client of clientsIn(doc)) {
    const encoded: Encoded = { start: position(), end: 0, count: 0, clock: 0 };
    clients.set(client, encoded);
    while (encoded.clock < Y.getState(doc.store, client)) {
      const { count, clock } = writeStructs(encoder, doc, client, encoded.clock, left);
      encoded.count += count;
      encoded.clock = clock;
      left -= count;
      if (left > 0) continue;
      left = structsAtOnce;
      yield;
    }
    encoded.end = position();
  }
  return { bytes: encoder.toUint8Array(), clients };
}

const structsAtOnce = 2_000;
