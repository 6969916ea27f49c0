import * as Y from 'yjs';
import { contentOf, filesChangedIn, listFiles } from '../../shared/doc.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import { type RestoreOptions, RestoreQueue } from './restore-queue.ts';
import { type KeepTrouble, UnsavedWriter } from './unsaved-writer.ts';

export interface UnsavedOptions extends RestoreOptions {
  /** Whether an update came from the room. */
  isRemote: (origin: unknown) => boolean;
  /** Reports whether the store holds all unacknowledged edits: undefined when it does, else why it does not. */
  onKeeping: (trouble: KeepTrouble | undefined) => void;
}

/**
 * Keeps a page's edits in the browser from the moment they are made until the room has acknowledged them, and restores
 * those that earlier pages of the same person left.
 */
export class Unsaved {
  readonly #options: UnsavedOptions;
  readonly #writer: UnsavedWriter;
  readonly #queue: RestoreQueue;
  #touched = new Set<string>();

  constructor(options: UnsavedOptions) {
    const { doc, store, pages, onKeeping } = options;
    this.#options = options;
    this.#writer = new UnsavedWriter(store, doc.clientID, onKeeping);
    this.#queue = new RestoreQueue(options);
    doc.on('update', this.#onUpdate);
    pages
      .join(doc.clientID, () => void this.restore())
      .catch((error: unknown) => console.warn('tandem: this page does not know of other tabs', error));
  }

  /** Applies what other pages left, as far as it fits. Call it whenever the room's text has arrived. */
  async restore(): Promise<void> {
    try {
      await this.#queue.run();
    } catch (error) {
      this.#writer.onError(error);
    }
  }

  async dropLeftover(): Promise<void> {
    await this.#queue.dropLeftover();
  }

  /** The room has acknowledged all edits made so far. */
  async onSaved(): Promise<void> {
    this.#touched.clear();
    this.#writer.onAcked();
    await this.#queue.onSaved();
  }

  /** Deletes the stored edits, which the person gives up. */
  async clear(): Promise<void> {
    this.#touched.clear();
    await Promise.all([this.#writer.clear(), this.#queue.onSaved()]);
  }

  /** The room has refused this page's edits: what it was restoring is not tried again. */
  async setAside(): Promise<void> {
    await this.#queue.setAside();
  }

  /** Stores and restores nothing from now on, because the room was deleted. {@link text} still works. */
  stopKeeping(): void {
    this.#writer.stop();
    this.#queue.stop();
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
    const { doc, pages, store } = this.#options;
    doc.off('update', this.#onUpdate);
    this.stopKeeping();
    pages.close();
    store.close();
  }

  readonly #onUpdate = (
    update: Uint8Array,
    origin: unknown,
    doc: Y.Doc,
    transaction: Y.Transaction,
  ): void => {
    if (this.#options.isRemote(origin)) {
      if (this.#queue.fitsNow()) void this.restore();
      return;
    }
    for (const id of filesChangedIn(transaction)) this.#touched.add(id);
    // Restored edits are stored already.
    if (origin !== this.#queue) this.#writer.write(update, purgeMarkOf(doc));
  };
}
