import * as Y from 'yjs';
import type { KeptUpdate } from './unsaved-store.ts';

/** Consecutive edits of one page. */
export interface EditGroup {
  clientId: number;
  edits: KeptUpdate[];
}

interface Split {
  /** To be applied one after another: each builds on the document and on the groups before it. */
  rounds: EditGroup[];
  /** What builds on something that is missing, with the first missing thing of each page. */
  unmet: (EditGroup & { missing: { client: number; clock: number } })[];
  /** What is no update. Whatever its page wrote later builds on it, as far as anyone can tell. */
  unreadable: EditGroup[];
}

/** What an update adds, and what it builds on, as clocks by client id. */
interface Footprint {
  /** The clock after the last struct. */
  ends: Map<number, number>;
  /** The highest clock that must be there already. */
  needs: Map<number, number>;
}

/**
 * Sorts kept edits by whether all that they build on is in the document or among them. It reads each edit once and
 * applies none, so its time grows with their size alone.
 */
export function splitByDependencies(doc: Y.Doc, kept: readonly KeptUpdate[]): Split {
  const pages = [...Map.groupBy(kept, ({ key }) => key[0])].map(([clientId, edits]) => ({
    clientId,
    edits,
    footprints: edits.map(({ update }) => footprintOf(update)),
    at: 0,
  }));
  const ends = new Map<number, number>();
  const endOf = (client: number): number => Math.max(ends.get(client) ?? 0, Y.getState(doc.store, client));
  const missingOf = ({ needs }: Footprint): { client: number; clock: number } | undefined => {
    for (const [client, clock] of needs) if (clock >= endOf(client)) return { client, clock };
    return undefined;
  };
  const rounds: EditGroup[] = [];
  // One page's edits may build on another's: repeat until nothing more fits.
  for (let before = -1; before < rounds.length;) {
    before = rounds.length;
    for (const page of pages) {
      const from = page.at;
      for (let next = page.footprints[page.at]; next && !missingOf(next); next = page.footprints[++page.at])
        for (const [client, end] of next.ends) ends.set(client, Math.max(end, endOf(client)));
      if (page.at > from) rounds.push({ clientId: page.clientId, edits: page.edits.slice(from, page.at) });
    }
  }
  const split: Split = { rounds, unmet: [], unreadable: [] };
  for (const { clientId, edits, footprints, at } of pages) {
    const rest = { clientId, edits: edits.slice(at) };
    if (rest.edits.length === 0) continue;
    const next = footprints[at];
    const missing = next && missingOf(next);
    if (missing) split.unmet.push({ ...rest, missing });
    else split.unreadable.push(rest);
  }
  return split;
}

/** @returns undefined when it is no update */
function footprintOf(update: Uint8Array): Footprint | undefined {
  const decoded = decode(update);
  if (!decoded) return undefined;
  /** The clocks that the update itself brings, by client id, ascending. */
  const brought = new Map<number, { from: number; to: number }[]>();
  const ends = new Map<number, number>();
  for (const struct of decoded.structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    const ranges = brought.get(client) ?? [];
    const last = ranges.at(-1);
    if (last?.to === clock) last.to += struct.length;
    else ranges.push({ from: clock, to: clock + struct.length });
    brought.set(client, ranges);
    ends.set(client, Math.max(ends.get(client) ?? 0, clock + struct.length));
  }
  const needs = new Map<number, number>();
  const need = (client: number, clock: number): void => {
    if (clock <= (needs.get(client) ?? -1)) return;
    if (brought.get(client)?.some(({ from, to }) => from <= clock && clock < to)) return;
    needs.set(client, clock);
  };
  for (const [client, ranges] of brought) for (const { from } of ranges) need(client, from - 1);
  for (const struct of decoded.structs) {
    if (!(struct instanceof Y.Item)) continue;
    for (const id of [struct.origin, struct.rightOrigin, struct.parent])
      if (id instanceof Y.ID) need(id.client, id.clock);
  }
  for (const [client, ranges] of decoded.ds.clients)
    for (const { clock, len } of ranges) need(client, clock + len - 1);
  return { ends, needs };
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> | undefined {
  try {
    return Y.decodeUpdate(update);
  } catch {
    // Not written by us, or damaged on the disk: the caller sets it aside.
    return undefined;
  }
}

/** The text that updates insert, without the document: one line for each stretch of continuous typing. */
export function insertedText(updates: readonly Uint8Array[]): string {
  let text = '';
  let last: Y.ID | undefined;
  for (const struct of updates.flatMap((update) => decode(update)?.structs ?? [])) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue;
    const continues = last !== undefined && struct.origin !== null && Y.compareIDs(struct.origin, last);
    text += (continues || text === '' ? '' : '\n') + struct.content.str;
    last = struct.lastId;
  }
  return text;
}
