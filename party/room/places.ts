import * as Y from 'yjs';
import { isNormalPath } from '../../shared/paths.ts';
import { contentKind, none, textTypeRef, type UpdateReader } from './update-reader.ts';
import { holderOf, structAt } from '../../shared/yjs-internals.ts';

/** Where an item is: in a root by name, in a type of the document, or in an item that comes with the same update. */
export interface Place {
  readonly root: string | undefined;
  readonly type: unknown;
  readonly item: string | undefined;
  /** Its key, in a map. */
  readonly key: string | undefined;
}

/** The place of a neighbour that is yet to come; `place` is set once it is known. */
interface Link {
  readonly client: number;
  readonly clock: number;
  place: Place | undefined;
}

/** The place of items whose parent or neighbour is gone: they will be gone too. */
const nowhere: Place = { root: undefined, type: undefined, item: undefined, key: undefined };

/** What an update puts into one place: flags, any of which may be set together. */
export const held = { string: 1, deleted: 2, text: 4, path: 8, other: 16 } as const;

const isLink = (place: Place | Link): place is Link => 'clock' in place;
const itemName = (client: number, clock: number): string => `${client} ${clock}`;

/**
 * What an update puts where. Most items name only a neighbour, whose place they share, so a run of items in
 * one place is one entry here, however long it is.
 */
export class Places {
  readonly #doc: Y.Doc;
  readonly #roots: ReadonlyMap<unknown, string>;
  readonly #rows = new Map<number, { clocks: number[]; places: (Place | Link)[] }>();
  readonly #interned = new Map<string, Place>();
  readonly #held = new Map<Place | Link, number>();
  /** Texts that come with the update. */
  readonly #texts: { name: string; at: Place | Link }[] = [];
  readonly newRoots = new Set<string>();

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#roots = new Map([...doc.share].map(([name, type]) => [type, name]));
  }

  /** Records the reader's current struct. */
  note(reader: UpdateReader): void {
    const { client, clock } = reader;
    const place = this.#placeOf(reader);
    const row = this.#rows.get(client) ?? { clocks: [], places: [] };
    this.#rows.set(client, row);
    if (row.places.at(-1) !== place) {
      row.clocks.push(clock);
      row.places.push(place);
    }
    const what = heldBy(reader);
    if (what === held.text) this.#texts.push({ name: itemName(client, clock), at: place });
    this.#held.set(place, (this.#held.get(place) ?? 0) | what);
  }

  /** Every place with what is put there, once every struct is recorded. */
  *all(): Generator<{ place: Place; holds: number }> {
    for (const [place, holds] of this.#held) yield { place: this.#resolve(place), holds };
  }

  /**
   * The texts that come with the update, in the places that `isTheirs` accepts: names as in a {@link Place}'s
   * `item`.
   */
  textsIn(isTheirs: (place: Place) => boolean): Set<string> {
    const theirs = this.#texts.filter(({ at }) => isTheirs(this.#resolve(at)));
    return new Set(theirs.map(({ name }) => name));
  }

  #placeOf(reader: UpdateReader): Place | Link {
    const { originClock, originClient, rightClock, rightClient, parentClock, parentClient } = reader;
    if (originClock !== none) return this.#at(originClient, originClock);
    if (rightClock !== none) return this.#at(rightClient, rightClock);
    if (reader.parentName !== undefined) return this.#inRoot(reader.parentName, reader.parentSub);
    return parentClock === none ? nowhere : this.#inside(parentClient, parentClock, reader.parentSub);
  }

  /** The place of a struct of the document, of one that was read, or of one yet to come. */
  #at(client: number, clock: number): Place | Link {
    const struct = structAt(this.#doc, Y.createID(client, clock));
    if (struct instanceof Y.Item) {
      const { parent, parentSub }: { parent: unknown; parentSub: string | null } = struct;
      return this.#inType(parent, parentSub ?? undefined);
    }
    if (struct) return nowhere;
    return this.#recorded(client, clock) ?? { client, clock, place: undefined };
  }

  #recorded(client: number, clock: number): Place | Link | undefined {
    const { clocks, places } = this.#rows.get(client) ?? { clocks: [], places: [] };
    let [low, high] = [0, clocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((clocks[middle] ?? 0) <= clock) low = middle;
      else high = middle - 1;
    }
    return places[low];
  }

  /** Follows links to the place they lead to; a cycle leads nowhere. */
  #resolve(place: Place | Link): Place {
    const passed = new Set<Link>();
    let at: Place | Link | undefined = place;
    while (at && isLink(at) && !at.place && !passed.has(at)) {
      passed.add(at);
      at = this.#recorded(at.client, at.clock);
    }
    const found = (at && (isLink(at) ? at.place : at)) ?? nowhere;
    for (const link of passed) link.place = found;
    return found;
  }

  #inRoot(root: string, key: string | undefined): Place {
    if (!this.#doc.share.has(root)) this.newRoots.add(root);
    return this.#intern(['root', root, key], { ...nowhere, root, key });
  }

  #inside(client: number, clock: number, key: string | undefined): Place {
    const struct = structAt(this.#doc, Y.createID(client, clock));
    if (struct instanceof Y.Item && struct.content instanceof Y.ContentType)
      return this.#inType(struct.content.type, key);
    if (struct) return nowhere;
    const item = itemName(client, clock);
    return this.#intern(['item', item, key], { ...nowhere, item, key });
  }

  #inType(type: unknown, key: string | undefined): Place {
    if (!(type instanceof Y.AbstractType)) return nowhere;
    const root = this.#roots.get(type);
    if (root !== undefined) return this.#inRoot(root, key);
    const holder = holderOf(type);
    if (holder === null) return nowhere;
    const { client, clock } = holder.id;
    return this.#intern(['type', itemName(client, clock), key], { ...nowhere, type, key });
  }

  /** Makes the same place the same object, so that it can key a map. */
  #intern(name: (string | undefined)[], place: Place): Place {
    const key = JSON.stringify(name);
    const known = this.#interned.get(key);
    if (known) return known;
    this.#interned.set(key, place);
    return place;
  }
}

function heldBy({ content, typeRef, value }: UpdateReader): number {
  switch (content) {
    case contentKind.string:
      return held.string;
    case contentKind.deleted:
    case contentKind.gc:
      return held.deleted;
    case contentKind.type:
      return typeRef === textTypeRef ? held.text : held.other;
    default:
      return typeof value === 'string' && isNormalPath(value) ? held.path : held.other;
  }
}
