import type * as Y from 'yjs';
import { agentLimits } from '../../../shared/limits.ts';
import { collectDeleted, type KeptIds } from './collect-deleted.ts';

export interface Collecting {
  /** What of the deleted text can still be brought back. */
  kept: () => KeptIds;
  /** Called when the rest is gone, to store the document as it is now. */
  onCollected: () => void;
  /** How much the document grows in between; {@link agentLimits.collectBytes} if absent. */
  everyBytes?: number;
}

/**
 * Drops, each time the document has grown by some megabytes, the deleted text that no undo can bring back any more: the
 * coder's memory depends on what is in the room and on its newest turns, not on all that was ever typed.
 *
 * Who reads deleted text from the live document: only undo and redo of turns, which show it again, and the restart after
 * the room has refused a change, which shows again what that had deleted. So the first say what to keep, and nothing is
 * dropped while anything is on its way to the room. All else goes by ids (anchors, hunks, positions, a purge), reads what
 * a transaction deletes before it ends (the record of a turn, changes of paths), or replays the log in a document of its
 * own (versions, restores): the log keeps the text.
 */
export class Collector {
  readonly #doc: Y.Doc;
  readonly #collecting: Collecting;
  /** Whether the room has everything that was written here, and no transaction is open. */
  readonly #isSettled: () => boolean;
  #grownBytes = 0;
  #isQueued = false;

  constructor(doc: Y.Doc, collecting: Collecting, isSettled: () => boolean) {
    this.#doc = doc;
    this.#collecting = collecting;
    this.#isSettled = isSettled;
  }

  /** Counts an update. */
  grew(bytes: number): void {
    this.#grownBytes += bytes;
    if (!this.#isDue || this.#isQueued) return;
    this.#isQueued = true;
    // Not now: an update's transaction is still being finished.
    queueMicrotask(() => {
      this.#isQueued = false;
      this.collectIfDue();
    });
  }

  get #isDue(): boolean {
    return this.#grownBytes >= (this.#collecting.everyBytes ?? agentLimits.collectBytes);
  }

  /** To be called when the room has confirmed something. */
  collectIfDue(): void {
    if (!this.#isDue || !this.#isSettled()) return;
    this.#grownBytes = 0;
    collectDeleted(this.#doc, this.#collecting.kept());
    this.#collecting.onCollected();
  }
}
