import { closeCode } from '../../shared/protocol/close.ts';
import { type Claims, voidLink } from '../auth.ts';
import type { Refusal } from './handshake.ts';
import type { Writer } from './authors.ts';
import type { Endings } from './endings.ts';
import type { LinkEpoch } from './link-epoch.ts';
import { mayEnter } from './seats.ts';

/** Decides who comes into a room, of those whose handshake is good. */
export class Entrance {
  readonly #endings: Endings;
  readonly #links: LinkEpoch;
  readonly #there: () => Iterable<Writer>;

  constructor(endings: Endings, links: LinkEpoch, there: () => Iterable<Writer>) {
    this.#endings = endings;
    this.#links = links;
    this.#there = there;
  }

  /** Why whoever has this token may not enter; undefined when they may. */
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

  /** The same without what has to be read, for the moment in which they are taken in. */
  refusalNow(claims: Claims): Refusal | undefined {
    if (this.#links.isVoid(claims.epoch)) return { code: closeCode.tokenEnded, reason: voidLink };
    if (!mayEnter(claims, [...this.#there()])) return { code: closeCode.full, reason: 'This room is full.' };
    return undefined;
  }
}

export function unreadable(error: unknown): Refusal {
  console.error('tandem: a room could not be loaded', error);
  return { code: closeCode.internal, reason: 'The room could not be loaded.' };
}
