import type { OutputEntry } from '../../../shared/run.ts';

export interface OutputLimits {
  maxLineBytes: number;
  maxOutputBytes: number;
  /** Empty lines have an end, too. */
  maxOutputEntries: number;
  batchEntries: number;
  batchMs: number;
}

/** What was left out because a run said too much. */
export interface Cut {
  entries: number;
  bytes: number;
}

/** Keeps a run's output within its size: long entries are shortened, and past the whole nothing more is kept. */
export class OutputCap {
  readonly cut: Cut = { entries: 0, bytes: 0 };
  readonly #limits: OutputLimits;
  #bytes = 0;
  #entries = 0;

  constructor(limits: OutputLimits) {
    this.#limits = limits;
  }

  /** The entry as it may be kept, or undefined when it may not. */
  admit(entry: OutputEntry): OutputEntry | undefined {
    const { maxLineBytes, maxOutputBytes, maxOutputEntries } = this.#limits;
    // Of what is far too long, about: encoding it would take its time, too.
    const size = entry.text.length > maxOutputBytes ? entry.text.length : byteLength(entry.text);
    if (this.cut.entries === 0 && this.#entries < maxOutputEntries) {
      const text = size <= maxLineBytes ? entry.text : shorten(entry.text, maxLineBytes);
      const bytes = size <= maxLineBytes ? size : byteLength(text);
      if (this.#bytes + bytes <= maxOutputBytes) {
        this.#bytes += bytes;
        this.#entries++;
        return { level: entry.level, text, atMs: entry.atMs };
      }
    }
    this.cut.entries++;
    this.cut.bytes += size;
    return undefined;
  }
}

/** The text in at most `maxBytes` of UTF-8, the note of how much is missing included. */
export function shorten(text: string, maxBytes: number): string {
  if (text.length <= maxBytes && byteLength(text) <= maxBytes) return text;
  const room = maxBytes - noteBytes;
  const { read } = encoder.encodeInto(text.slice(0, room), new Uint8Array(room));
  return `${text.slice(0, read)}… (${text.length - read} more characters cut)`;
}

const noteBytes = 64;
const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;

// The program may replace the globals, so these are taken before it loads.
const timer = globalThis.setTimeout;

/** Sends output on in batches, in order: a call for each line would cost a hundred times as much. */
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

  /** Sends what waits; settles when all of it has arrived. */
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
    // flush() hands the failure on; without this, one that comes before it would count as the program's.
    this.#sending.catch(() => undefined);
  }
}
