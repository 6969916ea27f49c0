import { wireLimits } from '../../shared/limits.ts';
import type { Session } from './session.ts';

/**
 * Sessions whose connection is gone while something that came over it is still to be taken.
 *
 * They hold no seat, or someone who comes back would find the room full because of themselves. So together they may keep
 * no more waiting than one connection: past that, who left most behind is dropped first.
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

  /** Lets go of those of whom everything is taken. */
  settle(): void {
    for (const session of this.#sessions) {
      if (!session.inbox.isEmpty) continue;
      session.end();
      this.#sessions.delete(session);
    }
  }
}
