import { closeCode } from '../../shared/protocol/close.ts';
import { type Claims, voidLink } from '../auth.ts';
import type { Refusal } from './handshake.ts';
import type { Writer } from './authors.ts';
import type { Endings } from './endings.ts';
import type { LinkEpoch } from './link-epoch.ts';
import { mayEnter } from './seats.ts';

/**
 * Decides whether a client with a valid token may join the room: not if the room is deleted, being purged or full, or if
 * the client's link is void.
 */
export class Entrance {
  readonly #endings: Endings;
  readonly #links: LinkEpoch;
  readonly #present: () => Iterable<Writer>;

  constructor(endings: Endings, links: LinkEpoch, present: () => Iterable<Writer>) {
    this.#endings = endings;
    this.#links = links;
    this.#present = present;
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
    if (!mayEnter(claims, [...this.#present()]))
      return { code: closeCode.full, reason: 'This room is full.' };
    return undefined;
  }
}

/** The refusal when the room's storage cannot be read. */
export function unreadable(error: unknown): Refusal {
  console.error('tandem: a room could not be loaded', error);
  return { code: closeCode.internal, reason: 'The room could not be loaded.' };
}
