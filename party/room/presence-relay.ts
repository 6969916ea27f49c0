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

/**
 * Decides when changes of presence are sent to everyone: together with the text that was written at the same time, once
 * that is on disk. Presence alone has no write to wait for; in a busy room it waits briefly for more of its kind.
 */
export class PresenceRelay {
  readonly #host: Pick<RoomHost, 'now' | 'after'>;
  readonly #room: PresenceRoom;
  readonly #msPerSocket: number;
  #changed = new Set<number>();
  #sentMs = 0;

  constructor(host: Pick<RoomHost, 'now' | 'after'>, room: PresenceRoom, msPerSocket: number) {
    this.#host = host;
    this.#room = room;
    this.#msPerSocket = msPerSocket;
  }

  /** Notes that the states of these ids have changed. */
  add(ids: readonly number[]): void {
    if (ids.length === 0) return;
    const isScheduled = this.#changed.size > 0;
    for (const id of ids) this.#changed.add(id);
    if (isScheduled) return;
    const pauseMs = Math.min(wireLimits.maxPresencePauseMs, this.#room.sessions.size * this.#msPerSocket);
    const waitMs = this.#sentMs + pauseMs - this.#host.now();
    // Text that these states may point to comes first.
    const flush = (): void => (this.#room.log() ?? unwritten).after(() => this.flush());
    if (waitMs <= 0) flush();
    else this.#host.after(waitMs, flush);
  }

  /** Sends them now. */
  flush(): void {
    if (this.#changed.size === 0) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    const nowMs = this.#host.now();
    this.#sentMs = nowMs;
    relayPresence(this.#room.presence, changed, this.#room.sessions, nowMs);
  }

  clear(): void {
    this.#changed.clear();
  }
}

/** Without a document nothing is on its way to the disk. */
const unwritten = { after: (callback: () => void): void => callback() };
