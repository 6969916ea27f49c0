import type { OutputEntry } from '../../shared/run.ts';

/**
 * What one run printed, as far as this page knows. It only ever grows, and pieces may come twice or with a hole
 * before them: `seq` counts the entries that came before a piece.
 */
export class RunOutput {
  readonly #entries: OutputEntry[] = [];

  get entries(): readonly OutputEntry[] {
    return this.#entries;
  }

  /** False when entries between the known ones and these are missing: nothing is added then. */
  append(seq: number, entries: readonly OutputEntry[]): boolean {
    const known = this.#entries.length;
    if (seq > known) return false;
    for (const entry of entries.slice(known - seq)) this.#entries.push(entry);
    return true;
  }
}
