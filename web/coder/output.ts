import type { OutputEntry } from '../../shared/run.ts';

/**
 * What one run printed, as far as this page knows. It only grows. Pieces may repeat, or arrive after a gap; `seq` is the
 * number of entries before a piece.
 */
export class RunOutput {
  readonly #entries: OutputEntry[] = [];

  get entries(): readonly OutputEntry[] {
    return this.#entries;
  }

  /** @returns false, and adds nothing, when entries before these are missing */
  append(seq: number, entries: readonly OutputEntry[]): boolean {
    const known = this.#entries.length;
    if (seq > known) return false;
    for (const entry of entries.slice(known - seq)) this.#entries.push(entry);
    return true;
  }
}
