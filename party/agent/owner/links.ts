import * as z from 'zod/mini';
import { TandemError } from '../../../shared/errors.ts';
import type { NewRoom } from '../../../shared/session.ts';
import { firstEpoch, linksFor, requireSecret, voidLink } from '../../auth.ts';

/** What a room's coder keeps between starts. */
interface Kept {
  get(key: string): unknown;
  put(key: string, value: number | string): void;
}

const epochSchema = z.int().check(z.gte(firstEpoch));

/** Someone who came by a link. */
interface LinkUser {
  /** Of the link. */
  epoch: number;
  user: { id: string };
}

export interface LinksOptions {
  room: () => string;
  secret: unknown;
  kept: Kept;
  /** Links have become void: nobody who came by one may stay. */
  onRaised: () => void;
  /** Resolves when the room can be reached. @throws TandemError `unavailable` */
  reachRoom: () => Promise<void>;
  /** Resolves when the room keeps the present epoch too. @throws TandemError `unavailable` */
  tellRoom: () => Promise<void>;
}

/**
 * Which epoch's links open the room: here is where its owner makes new ones, and the room server hears of them by the
 * coder's own token.
 *
 * Invariant: it never goes back. A later epoch than the one kept here was made here, and got lost.
 */
export class Links {
  readonly #options: LinksOptions;

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  get epoch(): number {
    return epochSchema.parse(this.#options.kept.get('epoch') ?? firstEpoch);
  }

  /** Whether a key or token of this epoch, signed by the server, opens the room. */
  isGood(epoch: number): boolean {
    if (epoch > this.epoch) this.#raise(epoch);
    return epoch === this.epoch;
  }

  /** @throws TandemError `unauthorized` */
  assertGood(caller: LinkUser): void {
    if (!this.isGood(caller.epoch)) throw new TandemError('unauthorized', voidLink);
  }

  /** Who made the links void may ask for the new ones again by the session that did it: the answer may have got lost. */
  isRepeat(caller: LinkUser): boolean {
    const { kept } = this.#options;
    return caller.epoch === this.epoch - 1 && kept.get('revokedBy') === caller.user.id;
  }

  /**
   * Makes all links void, and everyone's session with them. @returns new ones, when the room keeps that too
   * @throws TandemError `unavailable` when the room is away: nothing is void, or, where it went in that very moment, all
   *   is, and the same caller gets the new links by asking again.
   */
  async revoke(caller: LinkUser): Promise<NewRoom['links']> {
    const { room, secret, kept, reachRoom, tellRoom } = this.#options;
    if (!this.isRepeat(caller)) {
      await reachRoom();
      // Another owner's call may have been quicker.
      this.assertGood(caller);
      kept.put('revokedBy', caller.user.id);
      this.#raise(this.epoch + 1);
    }
    await tellRoom();
    return linksFor(requireSecret(secret), room(), this.epoch);
  }

  #raise(epoch: number): void {
    this.#options.kept.put('epoch', epoch);
    this.#options.onRaised();
  }
}
