import * as z from 'zod/mini';
import { counted } from '../../shared/counted.ts';
import { runLimits } from '../../shared/limits.ts';
import { type OnEntries, type OutputEntry, outputEntrySchema } from '../../shared/run.ts';
import { OutputCap, type OutputLimits, type Truncated } from './isolate/output.ts';

/** Only the host may print at level `system`. */
const entrySchema = z.extend(outputEntrySchema, {
  level: z.enum(['log', 'info', 'warn', 'error', 'debug']),
  atMs: z.number().check(z.gte(0)),
});
const batchSchema = counted(z.array(entrySchema), runLimits.batchEntries);

/** Forwards output to the caller, validated and capped again: the isolate cannot be trusted. */
export class Forwarder {
  /** Settles when the receiver no longer answers. */
  readonly gone: Promise<void>;
  readonly #leave: () => void;
  readonly #onEntries: OnEntries;
  readonly #startedAt: number;
  readonly #limits: OutputLimits;
  readonly #cap: OutputCap;
  #seq = 0;
  #closed = false;
  #sending: Promise<void> = Promise.resolve();

  constructor(onEntries: OnEntries, startedAt: number, limits: OutputLimits) {
    this.#onEntries = onEntries;
    this.#startedAt = startedAt;
    this.#limits = limits;
    this.#cap = new OutputCap(limits);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gone = promise;
    this.#leave = resolve;
  }

  get truncated(): boolean {
    return this.#cap.truncated.entries > 0;
  }

  async forward(raw: unknown): Promise<void> {
    if (this.#closed) return;
    const entries = batchSchema.safeParse(raw);
    if (!entries.success) {
      this.addTruncated({ entries: Array.isArray(raw) ? raw.length : 1, bytes: 0 });
      return;
    }
    await this.#send(entries.data.flatMap((entry) => this.#cap.admit(entry) ?? []));
  }

  /** Adds what the isolate left out itself. */
  addTruncated(truncated: Truncated): void {
    this.#cap.truncated.entries += truncated.entries;
    this.#cap.truncated.bytes += truncated.bytes;
  }

  /** Reports how much was left out, and settles once everything has been sent. */
  async close(): Promise<void> {
    this.#closed = true;
    const { entries, bytes } = this.#cap.truncated;
    if (entries > 0) {
      const { maxOutputBytes, maxOutputEntries } = this.#limits;
      const text = `Output is truncated at ${maxOutputBytes / 1024} KiB or ${maxOutputEntries} lines: ${entries} more lines (${Math.ceil(bytes / 1024)} KiB) are not kept.`;
      void this.#send([{ level: 'system', text, atMs: Date.now() - this.#startedAt }]);
    }
    await this.#sending;
  }

  #send(entries: OutputEntry[]): Promise<void> {
    if (entries.length === 0) return this.#sending;
    const seq = this.#seq;
    this.#seq += entries.length;
    const before = this.#sending;
    this.#sending = (async () => {
      await before;
      // A receiver that fails counts as gone, which ends the run; its error concerns nobody here.
      await this.#onEntries(entries, seq).catch(this.#leave);
    })();
    return this.#sending;
  }
}
