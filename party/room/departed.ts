import { wireLimits } from '../../shared/limits.ts';
import type { Session } from './session.ts';

/**
 * The sessions whose connection has closed, but whose last messages are still to be handled.
 *
 * They hold no seat: otherwise someone who reconnects could find the room full because of their own old
 * session. So all of them together may have as much waiting as one connection may; past that, the session with
 * the most waiting is dropped first.
 */
export class Departed {
  readonly #sessions = new Set<Session>();

  [Symbol.iterator](): Iterator<Session> {
    return this.#sessions.values();
  }

  add(session: Session): void {
    this.#sessions.add(session);
    this.settle();
    let bytes = [...this.#sessions].reduce((sum, { inbox }) => sum + inbox.bytes, 0);
    for (const largest of [...this.#sessions].sort((a, b) => b.inbox.bytes - a.inbox.bytes)) {
      if (bytes <= wireLimits.maxWaitingBytes) return;
      bytes -= largest.inbox.bytes;
      largest.end();
      this.#sessions.delete(largest);
    }
  }

  delete(session: Session): void {
    this.#sessions.delete(session);
  }

  /** Ends the sessions whose messages have all been handled. */
  settle(): void {
    for (const session of this.#sessions) {
      if (!session.inbox.isEmpty) continue;
      session.end();
      this.#sessions.delete(session);
    }
  }
}
