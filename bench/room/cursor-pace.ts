import { wireLimits } from '../../shared/limits.ts';
import { after } from '../../shared/timers.ts';
import type { Cursor } from './typist.ts';

/** For this long Tandem's own client does not repeat a state. */
const repeatMs = 12_000;

/** When Tandem's own client shows its cursor: seldom enough, always the newest one, and only if it is news. */
export class CursorPace {
  readonly #show: (cursor: Cursor) => void;
  #shown: { json: string; atMs: number } | undefined;
  #next: Cursor | undefined;
  #cancel: (() => void) | undefined;

  constructor(show: (cursor: Cursor) => void) {
    this.#show = show;
  }

  move(cursor: Cursor): void {
    this.#next = cursor;
    if (this.#cancel) return;
    const dueMs = (this.#shown?.atMs ?? -Infinity) + wireLimits.awarenessIntervalMs;
    const waitMs = dueMs - performance.now();
    if (waitMs <= 0) this.#showNext();
    else this.#cancel = after(waitMs, () => this.#showNext());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #showNext(): void {
    this.#cancel = undefined;
    const cursor = this.#next;
    const nowMs = performance.now();
    const isKnown =
      this.#shown !== undefined && this.#shown.json === cursor?.json && nowMs - this.#shown.atMs < repeatMs;
    if (!cursor || isKnown) return;
    this.#shown = { json: cursor.json, atMs: nowMs };
    this.#show(cursor);
  }
}
