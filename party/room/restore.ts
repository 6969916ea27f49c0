import * as Y from 'yjs';
import { takePending } from '../../shared/yjs-internals.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import type { StoredUpdate } from './storage-layout.ts';

/**
 * Updates that build on something the room has lost: a row of its log is missing or cannot be read. They are no part of
 * the document, which would otherwise hold them pending and let each later edit wait behind them, but they are stored
 * with it.
 */
export class Aside {
  readonly #doc: Y.Doc;
  #update: Uint8Array | undefined;
  /** Client id → a clock that it waits for. */
  #missing: ReadonlyMap<number, number> = new Map();

  constructor(doc: Y.Doc, updates: readonly Uint8Array[]) {
    this.#doc = doc;
    if (updates.length > 0) this.#apply(mergeAll(updates));
  }

  /** All of them as one. */
  get update(): Uint8Array | undefined {
    return this.#update;
  }

  /** Applies what can be applied now. @returns whether anything was. */
  apply(): boolean {
    if (!this.#update) return false;
    const has = ([client, clock]: [number, number]): boolean => Y.getState(this.#doc.store, client) > clock;
    if (![...this.#missing].some(has)) return false;
    this.#apply(this.#update);
    return true;
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update);
    const pending = takePending(this.#doc);
    this.#update = pending?.update;
    this.#missing = pending?.missing ?? new Map();
  }
}

export interface Restored {
  readonly doc: Y.Doc;
  readonly aside: Aside;
  readonly unreadable: ReadonlySet<StoredUpdate>;
}

/** Builds a document from what is stored, as far as it can be read. */
export function restore(updates: readonly StoredUpdate[]): Restored {
  const unreadable = new Set<StoredUpdate>();
  for (;;) {
    const readable = updates.filter((update) => !unreadable.has(update));
    const restored = applyAll(readable);
    if ('doc' in restored) {
      report(unreadable, restored.aside);
      return { ...restored, unreadable };
    }
    unreadable.add(restored.failed);
    // Each attempt starts over, because half of an update may have been applied: as few as possible.
    for (const update of readable) if (!isDecodable(update)) unreadable.add(update);
  }
}

function applyAll(updates: readonly StoredUpdate[]): Omit<Restored, 'unreadable'> | { failed: StoredUpdate } {
  const doc = new Y.Doc();
  // What waits is collected first: Yjs would merge it anew with each update.
  const waiting: Uint8Array[] = [];
  for (const update of updates) {
    try {
      if (!update.bytes) return { failed: update };
      Y.applyUpdate(doc, update.bytes);
    } catch {
      return { failed: update };
    }
    const pending = takePending(doc);
    if (pending) waiting.push(pending.update);
  }
  return { doc, aside: new Aside(doc, waiting) };
}

function isDecodable({ bytes }: StoredUpdate): boolean {
  try {
    if (bytes) Y.decodeUpdate(bytes);
    return bytes !== undefined;
  } catch {
    return false;
  }
}

function report(unreadable: ReadonlySet<unknown>, { update }: Aside): void {
  if (unreadable.size > 0) console.error(`tandem: ${unreadable.size} stored updates cannot be read`);
  if (update) console.error(`tandem: ${update.byteLength} bytes build on something that the room has lost`);
}
