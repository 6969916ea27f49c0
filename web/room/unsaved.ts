import * as Y from 'yjs';
import { contentOf, filesChangedIn, listFiles } from '../../shared/doc.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import { splitByDependencies, insertedText } from './unsaved-dependencies.ts';
import type { KeptKey, KeptUpdate, UnsavedStore } from './unsaved-store.ts';

export interface UnsavedOptions {
  doc: Y.Doc;
  store: UnsavedStore;
  /** Whether an update came from the room. */
  isRemote: (origin: unknown) => boolean;
  /** Reports whether the store accepted an edit; after a failure it accepts none for now. */
  onKeeping: (keeps: boolean) => void;
}

/**
 * Keeps a page's edits in the browser from the moment they are made until the room has acknowledged them, and restores
 * those that earlier pages of the same person left.
 *
 * Invariants:
 * - The stored edits of one page have no gap: after a failed write nothing is stored until everything is saved again.
 * - A page deletes only what it wrote or restored, by key, and leaves other tabs' edits alone. Restoring the edits of a
 *   tab that is still open is harmless, since applying an update twice is the same as once.
 * - Edits that depend on text the room does not have, or that date from before a purge, are never applied, because the
 *   room would refuse them. They stay stored until they are dropped.
 */
export class Unsaved {
  readonly #options: UnsavedOptions;
  /** Stored edits of this page, and those of earlier pages that it restored. */
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
   * Applies what earlier pages left, as far as its dependencies are met. Call it once the room's text has arrived.
   * @returns whether any of it was new to the room
   */
  async restore(): Promise<boolean> {
    const { doc } = this.#options;
    const kept = (await this.#read()).filter(({ key }) => key[0] !== doc.clientID);
    if (kept.length === 0) return false;
    // Edits from before a purge may contain the purged text, and depend on items that no longer exist.
    const now = purgeMarkOf(doc);
    const { before = [], since = [] } = Object.groupBy(kept, ({ mark }) =>
      mark === now ? 'since' : 'before',
    );
    const { applicable, unmet } = splitByDependencies(doc, since);
    this.#leftover = [...before, ...unmet];
    this.#keys.push(...applicable.map(({ key }) => key));
    let isNew = false;
    const notice = (): void => void (isNew = true);
    doc.on('update', notice);
    if (applicable.length > 0) Y.applyUpdate(doc, Y.mergeUpdates(applicable.map((one) => one.update)), this);
    doc.off('update', notice);
    return isNew;
  }

  /** The text of edits that could not be applied; empty when there are none. */
  leftover(): string {
    return this.#leftover.length === 0
      ? ''
      : insertedText(this.#leftover.map(({ update }) => update)) || 'These changes only deleted text.';
  }

  async dropLeftover(): Promise<void> {
    const keys = this.#leftover.map(({ key }) => key);
    this.#leftover = [];
    await this.#options.store.delete(keys);
  }

  /** Deletes the stored edits, once the room has acknowledged them or the person gives them up. */
  async clear(): Promise<void> {
    this.#failed = false;
    this.#touched.clear();
    const keys = this.#keys;
    this.#keys = [];
    if (keys.length > 0) await this.#options.store.delete(keys);
  }

  /** Stores nothing from now on, because the room was deleted. {@link text} still works. */
  stopKeeping(): void {
    this.#failed = true;
    this.#keys = [];
    this.#leftover = [];
  }

  /** The files with unacknowledged edits, as one text. */
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
    // Restored edits are stored already.
    if (origin === this || this.#failed) return;
    const key = [doc.clientID, this.#count++] as const;
    this.#keys.push(key);
    store
      .put({ key, update, mark: purgeMarkOf(doc) })
      .then(
        () => onKeeping(!this.#failed),
        (error: unknown) => {
          this.#onStoreError(error);
          // Later edits depend on this one.
          const later = this.#keys.filter(([id, n]) => id === key[0] && n > key[1]);
          return store.delete(later);
        },
      )
      .catch((error: unknown) => this.#onStoreError(error));
  };

  async #read(): Promise<KeptUpdate[]> {
    try {
      return await this.#options.store.read();
    } catch (error) {
      this.#onStoreError(error);
      return [];
    }
  }

  #onStoreError(error: unknown): void {
    console.warn('tandem: this browser cannot store unsaved work', error);
    this.#failed = true;
    this.#options.onKeeping(false);
  }
}
