import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { type Claims, voidLink } from '../auth.ts';
import type { Refusal } from './handshake.ts';
import type { Endings } from './endings.ts';
import type { LinkEpoch } from './link-epoch.ts';
import type { Room } from './room.ts';
import { mayEnter } from './seats.ts';
import type { Session } from './session.ts';
import { askOthersOf } from './session-timeouts.ts';

/**
 * Decides whether a client with a valid token may join the room: not if the room is deleted, being purged or full, or if
 * the client's link is void.
 */
export class Entrance {
  readonly #endings: Endings;
  readonly #links: LinkEpoch;
  readonly #room: Room;
  /** Who waits for a seat: user ids, with repetitions. */
  readonly #waiting: string[] = [];

  constructor(endings: Endings, links: LinkEpoch, room: Room) {
    this.#endings = endings;
    this.#links = links;
    this.#room = room;
  }

  /** Why the holder of this token may not enter; undefined if they may. */
  async refusal(claims: Claims): Promise<Refusal | undefined> {
    try {
      const refusal = await this.#endings.refusal();
      if (refusal) return refusal;
      await this.#links.admits(claims.epoch);
    } catch (error) {
      return unreadable(error);
    }
    return this.refusalNow(claims);
  }

  /** The checks that read no storage, repeated at the moment of admission. */
  refusalNow(claims: Claims): Refusal | undefined {
    if (this.#links.isVoid(claims.epoch)) return { code: closeCode.tokenEnded, reason: voidLink };
    if (!mayEnter(claims, this.#present())) return { code: closeCode.full, reason: 'This room is full.' };
    return undefined;
  }

  /**
   * If there is no seat, waits for one that a dead connection of the same person may hold. Resolves with or without a
   * seat: at once if that person's other connections are all alive, or could not be replaced.
   */
  async awaitSeat(claims: Claims): Promise<void> {
    if (mayEnter(claims, this.#present())) return;
    const { id } = claims.user;
    if (this.#waiting.filter((one) => one === id).length >= wireLimits.maxSeatWaits) return;
    this.#waiting.push(id);
    try {
      await this.#awaitSeat(claims);
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(id), 1);
    }
  }

  async #awaitSeat(claims: Claims): Promise<void> {
    const isAwaited = (session: Session): boolean =>
      session.user.id === claims.user.id && session.lifeSign.isAwaited;
    askOthersOf(this.#room, claims.user);
    for (let waitedMs = 0; waitedMs < wireLimits.seatWaitMs; waitedMs += wireLimits.seatCheckMs) {
      if (mayEnter(claims, this.#present())) return;
      const others = this.#present().filter((session) => !isAwaited(session));
      if (!mayEnter(claims, others)) return;
      await new Promise<void>((resolve) => this.#room.after(wireLimits.seatCheckMs, resolve));
    }
  }

  #present(): Session[] {
    return [...this.#room.sessions].filter(({ gone }) => !gone);
  }
}

/** The refusal when the room's storage cannot be read. */
export function unreadable(error: unknown): Refusal {
  console.error('tandem: a room could not be loaded', error);
  return { code: closeCode.internal, reason: 'The room could not be loaded.' };
}
