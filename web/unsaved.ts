import * as Y from 'yjs';
import { contentOf, filesChangedIn, listFiles } from '../shared/doc.ts';
import { purgeMarkOf } from '../shared/meta.ts';
import { sortOut, writtenIn } from './unsaved-places.ts';
import type { KeptKey, KeptUpdate, UnsavedStore } from './unsaved-store.ts';

export interface UnsavedOptions {
  doc: Y.Doc;
  store: UnsavedStore;
  /** Whether an update came from the room. */
  isRemote: (origin: unknown) => boolean;
  /** The store took an edit, or takes none any more. */
  onKeeping: (keeps: boolean) => void;
}

/**
 * Keeps a page's edits in the browser from the moment they are made until the room has acked them, and brings back
 * what earlier pages of the same person left.
 *
 * Invariants:
 * - What is kept of one page has no gap: after a write that failed nothing is kept until all is saved again.
 * - Only what this page wrote or brought back is deleted, by key: other tabs keep theirs. Bringing back the edits of
 *   a tab that still lives does no harm, since applying them twice is the same as once.
 * - What builds on text that the room does not have, or is from before a text was purged, is never applied, for the room
 *   would refuse it: it stays kept until it is dropped.
 */
export class Unsaved {
  readonly #options: UnsavedOptions;
  /** Kept edits of this page, and those of earlier ones that it brought back. */
  #keys: KeptKey[] = [];
  #leftover: KeptUpdate[] = [];
  #touched = new Set<string>();
  #count = 0;
  #failed = false;

  constructor(options: UnsavedOptions) {
    this.#options = options;
    options.doc.on('update', this.#onUpdate);
  }

  /**
   * Applies what earlier pages left, as far as it has its place; call it once the room's text is here, for it builds on
   * that.
   * @returns whether any of it was new to the room.
   */
  async restore(): Promise<boolean> {
    const { doc } = this.#options;
    const kept = (await this.#read()).filter(({ key }) => key[0] !== doc.clientID);
    if (kept.length === 0) return false;
    // What was written before a text was purged may have it, and builds on what is no more.
    const now = purgeMarkOf(doc);
    const { before = [], since = [] } = Object.groupBy(kept, ({ mark }) =>
      mark === now ? 'since' : 'before',
    );
    const { placed, left } = sortOut(doc, since);
    this.#leftover = [...before, ...left];
    this.#keys.push(...placed.map(({ key }) => key));
    let isNew = false;
    const notice = (): void => void (isNew = true);
    doc.on('update', notice);
    if (placed.length > 0) Y.applyUpdate(doc, Y.mergeUpdates(placed.map((one) => one.update)), this);
    doc.off('update', notice);
    return isNew;
  }

  /** What was written in that which has no place, piece by piece; empty when all has one. */
  leftover(): string {
    return this.#leftover.length === 0
      ? ''
      : writtenIn(this.#leftover.map(({ update }) => update)) || 'Nothing was written in it, only deleted.';
  }

  async dropLeftover(): Promise<void> {
    const keys = this.#leftover.map(({ key }) => key);
    this.#leftover = [];
    await this.#options.store.delete(keys);
  }

  /** The room has acked all: nothing needs to be kept. Also gives up what it refused. */
  async clear(): Promise<void> {
    this.#failed = false;
    this.#touched.clear();
    const keys = this.#keys;
    this.#keys = [];
    if (keys.length > 0) await this.#options.store.delete(keys);
  }

  /** The room is no more: nothing is kept from now on. What is not acked can still be had as text. */
  stopKeeping(): void {
    this.#failed = true;
    this.#keys = [];
    this.#leftover = [];
  }

  /** The files with edits that are not acked, as one text. */
  text(): string {
    const { doc } = this.#options;
    return listFiles(doc)
      .filter(({ id }) => this.#touched.has(id))
      .map(({ id, path }) => `=== ${path} ===\n${contentOf(doc, id)}\n`)
      .join('\n');
  }

  destroy(): void {
    this.#options.doc.off('update', this.#onUpdate);
    this.#options.store.close();
  }

  readonly #onUpdate = (
    update: Uint8Array,
    origin: unknown,
    doc: Y.Doc,
    transaction: Y.Transaction,
  ): void => {
    const { isRemote, store, onKeeping } = this.#options;
    if (isRemote(origin)) return;
    for (const id of filesChangedIn(transaction)) this.#touched.add(id);
    // What was brought back is kept already.
    if (origin === this || this.#failed) return;
    const key = [doc.clientID, this.#count++] as const;
    this.#keys.push(key);
    store
      .put({ key, update, mark: purgeMarkOf(doc) })
      .then(
        () => onKeeping(!this.#failed),
        (error: unknown) => {
          this.#notKept(error);
          // Those that were on their way behind it build on it.
          const later = this.#keys.filter(([id, n]) => id === key[0] && n > key[1]);
          return store.delete(later);
        },
      )
      .catch((error: unknown) => this.#notKept(error));
  };

  async #read(): Promise<KeptUpdate[]> {
    try {
      return await this.#options.store.read();
    } catch (error) {
      this.#notKept(error);
      return [];
    }
  }

  #notKept(error: unknown): void {
    console.warn('tandem: this browser does not keep unsaved work', error);
    this.#failed = true;
    this.#options.onKeeping(false);
  }
}
