import { roomLimits, storageLimits } from '../../shared/limits.ts';
import type { Author } from '../../shared/roles.ts';
import type { RoomHost } from './host.ts';
import { mergeAll } from './merge.ts';
import { type Layout, snapshotWrite, updateWrite, type Write } from './storage-layout.ts';

/** What goes to disk together. */
export interface Batch<Source> {
  readonly updates: { update: Uint8Array; source: Source | undefined }[];
  /** All of them in one; set when it is written. */
  merged?: Uint8Array;
  readonly authors: Map<number, Author>;
  bytes: number;
  readonly done: (() => void)[];
}

export interface LogOptions<Source> {
  host: RoomHost;
  layout: Layout;
  /** The whole document as it is now, or undefined when it may not be written (it is being rebuilt). */
  encode: () => Uint8Array | undefined;
  /** A batch is on disk: only now may anyone hear of it. */
  onCommitted: (batch: Batch<Source>) => void;
  /** Writing fails and is tried again; null when it works again. */
  onTrouble: (reason: string | null) => void;
  /** Writing failed too often: what is not on disk is lost to this process. */
  onLost: (error: unknown) => void;
}

/**
 * Commits updates in groups: what comes in while one write is under way is the next write.
 *
 * Invariants:
 * - One write at a time, in order; a failed one is repeated as it was before any later one.
 * - `onCommitted` and the callbacks of `after` run only when everything added before them is on disk, in order.
 * - A batch that makes the log too long is written as a snapshot of the document, which holds it, in the same
 *   transaction that deletes the rows which the snapshot covers.
 */
export class CommitLog<Source> {
  readonly #options: LogOptions<Source>;
  #layout: Layout;
  #open: Batch<Source> = emptyBatch();
  #writing = false;
  #lost = false;
  #drained: (() => void)[] = [];

  constructor(options: LogOptions<Source>) {
    this.#options = options;
    this.#layout = options.layout;
  }

  /** Bytes on disk and on the way there. */
  get bytes(): number {
    return this.#layout.snapshotBytes + this.#layout.logBytes + this.#open.bytes;
  }

  /** What is added within `work` is one batch, and what waits for it is called back after it. */
  gather(work: () => void): void {
    const mayWrite = !this.#writing;
    this.#writing = true;
    try {
      work();
    } finally {
      if (mayWrite) void this.#run();
    }
  }

  addUpdate(update: Uint8Array, source?: Source): void {
    this.#open.updates.push({ update, source });
    this.#open.bytes += update.byteLength;
    this.#begin();
  }

  addAuthor(clientId: number, author: Author): void {
    this.#open.authors.set(clientId, author);
    this.#begin();
  }

  /** Runs `callback` once everything added so far is on disk: at once when it is. */
  after(callback: () => void): void {
    if (!this.#writing) callback();
    else this.#open.done.push(callback);
  }

  /** Resolves when nothing waits for the disk. */
  async drained(): Promise<void> {
    if (!this.#writing || this.#lost) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#drained.push(resolve);
    await promise;
  }

  #begin(): void {
    if (this.#writing) return;
    this.#writing = true;
    // Whatever else the room takes in this batch joins the same write.
    queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      while (!isEmpty(this.#open)) {
        const batch = this.#open;
        this.#open = emptyBatch();
        if (batch.updates.length > 0 || batch.authors.size > 0) await this.#commit(batch);
        for (const callback of batch.done) callback();
      }
      this.#writing = false;
    } catch (error) {
      // `#writing` stays true: nothing that was promised after a commit may happen now.
      this.#lost = true;
      this.#options.onLost(error);
    }
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  async #commit(batch: Batch<Source>): Promise<void> {
    const { layout, write } = this.#plan(batch);
    await this.#write(write);
    this.#layout = layout;
    this.#options.onCommitted(batch);
  }

  #plan(batch: Batch<Source>): { layout: Layout; write: Write } {
    const layout = this.#layout;
    if (batch.updates.length === 0) return updateWrite(layout, undefined, batch.authors);
    const { snapshotBytes } = layout;
    // A full room is measured by what it holds, not by how often that was changed.
    const isFull = 1.5 * snapshotBytes > roomLimits.maxDocumentBytes;
    const limit = Math.max(storageLimits.compactLogBytes, snapshotBytes / (isFull ? 8 : 2));
    const tooLong = layout.logBytes + batch.bytes > limit || layout.rows.length >= storageLimits.maxLogRows;
    const snapshot = tooLong ? this.#options.encode() : undefined;
    if (snapshot) return snapshotWrite(layout, snapshot, batch.authors);
    batch.merged = mergeAll(batch.updates.map(({ update }) => update));
    return updateWrite(layout, batch.merged, batch.authors);
  }

  async #write(write: Write): Promise<void> {
    for (let failures = 0; ;) {
      try {
        await this.#options.host.storage.write(write.puts, write.deletes);
        if (failures > 0) this.#options.onTrouble(null);
        return;
      } catch (error) {
        if (++failures > storageLimits.maxWriteRetries) throw error;
        console.error('tandem: a write failed and will be tried again', error);
        if (failures === 1) {
          this.#options.onTrouble('The server cannot save at the moment. What you type is not saved yet.');
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#options.host.after(storageLimits.retryDelayMs, resolve);
        await promise;
      }
    }
  }
}

function emptyBatch<Source>(): Batch<Source> {
  return { updates: [], authors: new Map(), bytes: 0, done: [] };
}

const isEmpty = (batch: Batch<unknown>): boolean =>
  batch.updates.length === 0 && batch.authors.size === 0 && batch.done.length === 0;
