import type { OutputEntry } from '../../../shared/run.ts';

export interface OutputLimits {
  maxLineBytes: number;
  maxOutputBytes: number;
  /** Limits empty lines, too, which take no bytes. */
  maxOutputEntries: number;
  batchEntries: number;
  batchMs: number;
}

/** How much output was left out because there was too much. */
export interface Truncated {
  entries: number;
  bytes: number;
}

/** Limits a run's output: shortens long entries, and drops everything after the first entry that does not fit. */
export class OutputCap {
  readonly truncated: Truncated = { entries: 0, bytes: 0 };
  readonly #limits: OutputLimits;
  #bytes = 0;
  #entries = 0;

  constructor(limits: OutputLimits) {
    this.#limits = limits;
  }

  /** The entry, possibly shortened; undefined when it is dropped. */
  admit(entry: OutputEntry): OutputEntry | undefined {
    const { maxLineBytes, maxOutputBytes, maxOutputEntries } = this.#limits;
    // Estimate the size of far too long texts: encoding them would take time.
    const size = entry.text.length > maxOutputBytes ? entry.text.length : byteLength(entry.text);
    if (this.truncated.entries === 0 && this.#entries < maxOutputEntries) {
      const text = size <= maxLineBytes ? entry.text : shorten(entry.text, maxLineBytes);
      const bytes = size <= maxLineBytes ? size : byteLength(text);
      if (this.#bytes + bytes <= maxOutputBytes) {
        this.#bytes += bytes;
        this.#entries++;
        return { level: entry.level, text, atMs: entry.atMs };
      }
    }
    this.truncated.entries++;
    this.truncated.bytes += size;
    return undefined;
  }
}

/** Shortens a text to at most `maxBytes` of UTF-8, including a note of how much is missing. */
export function shorten(text: string, maxBytes: number): string {
  if (text.length <= maxBytes && byteLength(text) <= maxBytes) return text;
  const textBytes = maxBytes - noteBytes;
  const { read } = encoder.encodeInto(text.slice(0, textBytes), new Uint8Array(textBytes));
  return `${text.slice(0, read)}… (${text.length - read} characters left out)`;
}

const noteBytes = 64;
const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;

// The program may replace the globals, so these are taken before it loads.
const timer = globalThis.setTimeout;

/** Sends output in batches, in order: one call per line would cost a hundred times as much. */
export class Output {
  readonly cap: OutputCap;
  readonly #limits: OutputLimits;
  readonly #send: (entries: OutputEntry[]) => Promise<void>;
  #waiting: OutputEntry[] = [];
  #timed = false;
  #sending: Promise<void> = Promise.resolve();

  constructor(limits: OutputLimits, send: (entries: OutputEntry[]) => Promise<void>) {
    this.#limits = limits;
    this.#send = send;
    this.cap = new OutputCap(limits);
  }

  push(entry: OutputEntry): void {
    const kept = this.cap.admit(entry);
    if (kept === undefined) return;
    this.#waiting.push(kept);
    if (this.#waiting.length >= this.#limits.batchEntries) {
      this.#sendWaiting();
    } else if (!this.#timed) {
      this.#timed = true;
      timer(() => {
        this.#timed = false;
        this.#sendWaiting();
      }, this.#limits.batchMs);
    }
  }

  /** Sends what is buffered; settles once all of it has arrived. */
  async flush(): Promise<void> {
    this.#sendWaiting();
    await this.#sending;
  }

  #sendWaiting(): void {
    if (this.#waiting.length === 0) return;
    const entries = this.#waiting;
    this.#waiting = [];
    const before = this.#sending;
    const { batchEntries } = this.#limits;
    this.#sending = (async () => {
      await before;
      for (let at = 0; at < entries.length; at += batchEntries) {
        await this.#send(entries.slice(at, at + batchEntries));
      }
    })();
    // flush() reports the failure; without this, an earlier one would count as the program's unhandled rejection.
    this.#sending.catch(() => undefined);
  }
}
