import { wireLimits } from '../../shared/limits.ts';
import type { CommitLog } from './commit-log.ts';
import type { RoomHost } from './host.ts';
import type { Presence } from './presence.ts';
import { relayPresence } from './relay.ts';
import type { Session } from './session.ts';

interface PresenceRoom {
  readonly presence: Presence;
  readonly sessions: ReadonlySet<Session>;
  /** The log of the document, while one is loaded. */
  log: () => CommitLog<Session> | undefined;
}

/** A presence state that is to be sent. */
interface Change {
  /** The batch that has the text which the state may point to. */
  readonly batch: number;
  /** Since when a change of this presence waits. */
  readonly sinceMs: number;
  /** It changed again before it could be sent. */
  isPassedOver: boolean;
}

/**
 * Decides when changes of presence are sent to everyone: together with the text that was written at the same time, once
 * that is on disk. Presence alone has no write to wait for; in a busy room it waits briefly for more of its kind.
 */
export class PresenceRelay {
  readonly #host: Pick<RoomHost, 'now' | 'after'>;
  readonly #room: PresenceRoom;
  readonly #msPerSocket: number;
  /** By client id. */
  readonly #changed = new Map<number, Change>();
  #isScheduled = false;
  #sentMs = 0;

  constructor(host: Pick<RoomHost, 'now' | 'after'>, room: PresenceRoom, msPerSocket: number) {
    this.#host = host;
    this.#room = room;
    this.#msPerSocket = msPerSocket;
  }

  /** Notes that the states of these ids have changed. */
  add(ids: readonly number[]): void {
    if (ids.length === 0) return;
    const nowMs = this.#host.now();
    const batch = this.#room.log()?.openBatch ?? 0;
    for (const id of ids) {
      const { sinceMs, isPassedOver } = this.#changed.get(id) ?? { sinceMs: nowMs, isPassedOver: false };
      this.#changed.set(id, { batch, sinceMs, isPassedOver });
    }
    if (this.#isScheduled) return;
    const pauseMs = Math.min(wireLimits.maxPresencePauseMs, this.#room.sessions.size * this.#msPerSocket);
    const waitMs = this.#sentMs + pauseMs - nowMs;
    if (waitMs <= 0) return this.#flushAfterText();
    this.#isScheduled = true;
    this.#host.after(waitMs, () => this.#flushAfterText());
  }

  /** Sends those whose text is on disk, in batches up to `committed`. */
  flush(committed: number): void {
    const nowMs = this.#host.now();
    const heldMs = wireLimits.maxPresenceHeldMs;
    const due: number[] = [];
    for (const [id, change] of this.#changed) {
      const isLate = change.isPassedOver && nowMs >= change.sinceMs + heldMs;
      if (change.batch <= committed || isLate) due.push(id);
      else change.isPassedOver = true;
    }
    for (const id of due) this.#changed.delete(id);
    if (due.length > 0) {
      this.#sentMs = nowMs;
      relayPresence(this.#room.presence, due, this.#room.sessions, nowMs);
    }
    if (this.#changed.size > 0 && !this.#isScheduled) this.#flushAfterText();
  }

  clear(): void {
    this.#changed.clear();
    this.#isScheduled = false;
  }

  #flushAfterText(): void {
    const log = this.#room.log();
    if (!log) {
      this.#isScheduled = false;
      return this.flush(Infinity);
    }
    const { openBatch } = log;
    this.#isScheduled = true;
    log.after(() => {
      this.#isScheduled = false;
      this.flush(openBatch);
    });
  }
}
