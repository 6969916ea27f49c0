import { roomLimits, storageLimits } from '../../shared/limits.ts';
import type { Author } from '../../shared/roles.ts';
import type { RoomHost } from './host.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import { type Layout, snapshotWrite, updateWrite, type Write } from './storage-layout.ts';

/** Updates and authors that go to disk together. */
export interface Batch<Source> {
  /** Counts up from 1. */
  readonly number: number;
  /** `source`: `room` for what goes to everyone, undefined for the seed, which goes to nobody. */
  readonly updates: { update: Uint8Array; source: Source | 'room' | undefined }[];
  /** The updates merged into one; set when the batch is written as a row of the log. */
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
  /** Who writes under each client id now. */
  authors: () => Iterable<[number, Author]>;
  /** A batch is on disk: only now may anyone hear of it. */
  onCommitted: (batch: Batch<Source>) => void;
  /**
   * What a write released has been handed over. To be sent at once: the platform holds back everything that leaves while
   * the next write is under way.
   */
  onReleased: () => void;
  /** No write is under way any more. */
  onIdle: () => void;
  /** A write failed and is being retried; null once it has succeeded. */
  onTrouble: (reason: string | null) => void;
  /** Writing failed too often: this process loses what is not on disk. */
  onLost: (error: unknown) => void;
}

/**
 * Commits updates in groups: whatever arrives while one write is under way goes into the next.
 *
 * Invariants:
 * - One write at a time, in order; a failed one is repeated unchanged before any later one.
 * - `onCommitted` and the callbacks of `after` run only when everything added before them is on disk, in
 *   order.
 * - A batch that makes the log too long is written as a snapshot of the whole document; the same transaction
 *   deletes the rows that the snapshot replaces.
 */
export class CommitLog<Source> {
  readonly #options: LogOptions<Source>;
  #layout: Layout;
  #open: Batch<Source> = emptyBatch(1);
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

  /** Whether what is added now has to wait for an earlier write. */
  get isWriting(): boolean {
    return this.#writing;
  }

  /** The number of the batch that what is added now becomes part of. */
  get openBatch(): number {
    return this.#open.number;
  }

  /** Everything added within `work` is one batch; callbacks of `after` run once it is on disk. */
  gather(work: () => void): void {
    const mayWrite = !this.#writing;
    this.#writing = true;
    try {
      work();
    } finally {
      if (mayWrite) void this.#run();
    }
  }

  addUpdate(update: Uint8Array, source?: Source | 'room'): void {
    this.#open.updates.push({ update, source });
    this.#open.bytes += update.byteLength;
    this.#begin();
  }

  addAuthor(clientId: number, author: Author): void {
    this.#open.authors.set(clientId, author);
    this.#begin();
  }

  /** Runs `callback` once everything added so far is on disk; at once if it already is. */
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
    let wrote = false;
    try {
      while (!isEmpty(this.#open)) {
        const batch = this.#open;
        this.#open = emptyBatch(batch.number + 1);
        if (batch.updates.length > 0 || batch.authors.size > 0) {
          wrote = true;
          await this.#commit(batch);
          this.#options.onCommitted(batch);
        }
        for (const callback of batch.done) callback();
        this.#options.onReleased();
      }
      this.#writing = false;
    } catch (error) {
      // `#writing` stays true: callbacks that wait for a commit must never run now.
      this.#lost = true;
      this.#options.onLost(error);
    }
    const waiting = this.#drained.splice(0);
    for (const resolve of waiting) resolve();
    if (this.#lost || !wrote) return;
    // Whoever waited for this acts before anything new is written.
    if (waiting.length > 0) this.#options.host.after(0, () => this.#options.onIdle());
    else this.#options.onIdle();
  }

  async #commit(batch: Batch<Source>): Promise<void> {
    const { layout, write } = this.#plan(batch);
    await this.#write(write);
    this.#layout = layout;
  }

  #plan(batch: Batch<Source>): { layout: Layout; write: Write } {
    const layout = this.#layout;
    if (batch.updates.length === 0) return updateWrite(layout, undefined, batch.authors);
    const { snapshotBytes } = layout;
    // A nearly full room compacts sooner, so that its size reflects what it holds, not how often that
    // changed.
    const isFull = 1.5 * snapshotBytes > roomLimits.maxDocumentBytes;
    const limit = Math.max(storageLimits.compactLogBytes, snapshotBytes / (isFull ? 8 : 2));
    const tooLong = layout.logBytes + batch.bytes > limit || layout.rows.length >= storageLimits.maxLogRows;
    const snapshot = tooLong ? this.#options.encode() : undefined;
    if (snapshot) return snapshotWrite(layout, snapshot, batch.authors, this.#options.authors());
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
        console.error('tandem: a write failed and will be retried', error);
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

function emptyBatch<Source>(number: number): Batch<Source> {
  return { number, updates: [], authors: new Map(), bytes: 0, done: [] };
}

const isEmpty = (batch: Batch<unknown>): boolean =>
  batch.updates.length === 0 && batch.authors.size === 0 && batch.done.length === 0;
