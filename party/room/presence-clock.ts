import { wireLimits } from '../../shared/limits.ts';
import type { RoomHost } from './host.ts';
import { uncleanKey } from './storage-layout.ts';

export const presenceClockKey = 'presence';

/**
 * The time at which presence starts its clocks. Clients ignore a state at an older clock than they know, so it must not
 * go back even when the server is restarted with its own clock set back: it is stored every minute, and starts beyond
 * that.
 */
export class PresenceClock {
  readonly #host: Pick<RoomHost, 'now' | 'storage'>;
  #aheadMs = 0;
  /** Undefined until it was read. */
  #storedMs: number | undefined;
  /** A write would copy what a purge has deleted from the database's free space into its log. */
  #mayWrite = true;

  constructor(host: Pick<RoomHost, 'now' | 'storage'>) {
    this.#host = host;
  }

  /** ms since the epoch, or more. */
  readonly now = (): number => this.#host.now() + this.#aheadMs;

  /** Reads what was stored. @throws when storage fails; the next call tries again. */
  async open(): Promise<void> {
    if (this.#storedMs !== undefined) return;
    const stored = (await this.#host.storage.list(presenceClockKey)).get(presenceClockKey);
    this.#mayWrite = (await this.#host.storage.list(uncleanKey)).size === 0;
    this.#storedMs = typeof stored === 'number' ? stored : Number.NEGATIVE_INFINITY;
    // It went on until the next one would have been stored, and a little longer if that failed.
    this.#aheadMs = Math.max(0, this.#storedMs + 2 * wireLimits.presenceClockMs - this.#host.now());
  }

  /** Stores it, when that is due. */
  keep(): void {
    const nowMs = this.now();
    if (
      !this.#mayWrite ||
      this.#storedMs === undefined ||
      nowMs < this.#storedMs + wireLimits.presenceClockMs
    )
      return;
    this.#storedMs = nowMs;
    this.#host.storage.write(new Map([[presenceClockKey, nowMs]]), []).catch((error: unknown) => {
      console.error('tandem: the time of presence was not stored', error);
    });
  }
}
