import { pageLimits } from '../../shared/limits.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import { after } from '../../shared/timers.ts';
import type { KeptUpdate, UnsavedStore } from './unsaved-store.ts';

/** Why edits are not stored: the browser's storage is full, or it gives this page none. */
export type KeepTrouble = 'full' | 'blocked';

/**
 * Stores a page's own edits from when they are made until they are acknowledged.
 *
 * Invariants:
 * - An edit is written at once, in a call of its own: when the page is killed in the next moment, the browser has it.
 * - Every `unsavedRows` edits are merged into one row, in one transaction, so that hours offline stay small.
 *   Merged rows are not merged again: whoever restores them applies them in pieces.
 * - After a failed write nothing is written but all unacknowledged edits together, again and again until that succeeds.
 *   So whatever failed, and if all that was stored is gone, the store has no gap for longer than the trouble lasts.
 */
export class UnsavedWriter {
  readonly #store: UnsavedStore;
  readonly #clientId: number;
  readonly #onKeeping: (trouble: KeepTrouble | undefined) => void;
  /** The edits that are not acknowledged. */
  #edits: KeptUpdate[] = [];
  /** So many of them, the first ones, are several merged into one. */
  #merged = 0;
  #count = 0;
  /** Failed writes since the last one that succeeded. */
  #failures = 0;
  #isFailing = false;
  #isMerging = false;
  /** So many of all edits ever made, the first ones, are acknowledged. */
  #acked = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelDelete: (() => void) | undefined;
  #stopped = false;

  constructor(store: UnsavedStore, clientId: number, onKeeping: (trouble: KeepTrouble | undefined) => void) {
    this.#store = store;
    this.#clientId = clientId;
    this.#onKeeping = onKeeping;
  }

  write(update: Uint8Array, mark: number | undefined): void {
    if (this.#stopped) return;
    const kept = { key: [this.#clientId, this.#count++] as const, update, mark };
    this.#edits.push(kept);
    if (this.#isFailing) return;
    this.#store.put(kept).then(this.#onStored, this.onError);
    if (this.#edits.length - this.#merged >= pageLimits.unsavedRows) void this.#merge();
  }

  /** The room has acknowledged all edits made so far. Those of several acks are deleted at once: a call delays the next paint. */
  onAcked(): void {
    this.#forget();
    this.#acked = this.#count;
    this.#cancelDelete ??= after(pageLimits.deleteAckedMs, () => void this.#tryDeleteAcked());
  }

  /** Deletes all edits made so far. */
  async clear(): Promise<void> {
    this.#forget();
    this.#acked = this.#count;
    await this.#deleteAcked();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    if (this.#cancelDelete) void this.#tryDeleteAcked();
  }

  #forget(): void {
    this.#edits = [];
    this.#merged = 0;
    this.#isFailing = false;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }

  async #deleteAcked(): Promise<void> {
    this.#cancelDelete?.();
    this.#cancelDelete = undefined;
    if (this.#acked > 0)
      await this.#store.delete([{ clientId: this.#clientId, from: 0, to: this.#acked - 1 }]);
  }

  async #tryDeleteAcked(): Promise<void> {
    try {
      await this.#deleteAcked();
    } catch (error) {
      // They are no news to the next page, which deletes them.
      console.warn('tandem: saved work could not be deleted from this browser', error);
    }
  }

  readonly onError = (error: unknown): void => {
    if (this.#stopped) return;
    console.warn('tandem: this browser cannot store unsaved work', error);
    this.#isFailing = true;
    this.#failures++;
    // The first failure may be of a database that the browser closed: the next call opens it anew.
    if (this.#failures > 1) this.#onKeeping(isFull(error) ? 'full' : 'blocked');
    this.#retry();
  };

  readonly #onStored = (): void => {
    if (this.#isFailing) return;
    this.#failures = 0;
    this.#onKeeping(undefined);
  };

  #retry(): void {
    this.#cancelRetry ??= after(this.#failures > 1 ? pageLimits.storeRetryMs : 0, () => {
      this.#cancelRetry = undefined;
      void this.#merge();
    });
  }

  /** Stores what was written one by one as one row; after a failure, everything. */
  async #merge(): Promise<void> {
    if (this.#isFailing) this.#merged = 0;
    const edits = this.#edits.slice(this.#merged);
    const [first] = edits;
    const last = edits.at(-1);
    if (this.#stopped || this.#isMerging || !first || !last) return;
    this.#isMerging = true;
    // What is written meanwhile comes after this, and needs no other merge.
    this.#isFailing = false;
    const at = this.#merged;
    const before = this.#edits[at - 1];
    // The mark of the oldest: what was written before a purge may contain the purged text.
    const merged = { key: last.key, update: mergeAll(edits.map(({ update }) => update)), mark: first.mark };
    try {
      await this.#store.replace(merged, before ? before.key[1] + 1 : 0);
      // Unless they were acknowledged meanwhile.
      if (this.#edits[at] === first) {
        this.#edits.splice(at, edits.length, merged);
        this.#merged = at + 1;
      }
      this.#onStored();
    } catch (error) {
      this.onError(error);
    } finally {
      this.#isMerging = false;
      if (this.#isFailing) this.#retry();
    }
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'QuotaExceededError';
