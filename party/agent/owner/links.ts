import * as z from 'zod/mini';
import { TandemError } from '../../../shared/errors.ts';
import type { NewRoom } from '../../../shared/session.ts';
import type { KeyValues } from '../storage/key-values.ts';
import { firstEpoch, linksFor, requireSecret, voidLink } from '../../auth.ts';

const epochSchema = z.int().check(z.gte(firstEpoch));

/** Someone whose session came from a link. */
interface LinkUser {
  /** The link's epoch. */
  epoch: number;
  user: { id: string };
}

export interface LinksOptions {
  room: () => string;
  secret: unknown;
  storage: KeyValues<number | string>;
  /** Called when links have become void, to close everyone who came by one. */
  onRaised: () => void;
  /** Resolves when the room can be reached. @throws TandemError `unavailable` */
  reachRoom: () => Promise<void>;
  /** Resolves when the room has stored the current epoch too. @throws TandemError `unavailable` */
  tellRoom: () => Promise<void>;
}

/**
 * The epoch whose links open the room. The owner makes new links here; the room server learns the epoch from the coder's
 * own token.
 *
 * Invariant: the epoch never goes back. A signed one that is later than the stored one was made here, but got lost.
 */
export class Links {
  readonly #options: LinksOptions;

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  get epoch(): number {
    return epochSchema.parse(this.#options.storage.get('epoch') ?? firstEpoch);
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

  /** Whether the caller revoked the links and asks for the new ones again: the answer may have got lost. */
  isRepeat(caller: LinkUser): boolean {
    const { storage } = this.#options;
    return caller.epoch === this.epoch - 1 && storage.get('revokedBy') === caller.user.id;
  }

  /**
   * Revokes all links, and everyone's session with them. @returns the new links, once the room has stored the epoch too
   * @throws TandemError `unavailable` when the room is away. Then nothing is revoked; or if the room went away halfway,
   *   everything is, and the same caller gets the new links by asking again.
   */
  async revoke(caller: LinkUser): Promise<NewRoom['links']> {
    const { room, secret, storage, reachRoom, tellRoom } = this.#options;
    if (!this.isRepeat(caller)) {
      await reachRoom();
      // Another owner's call may have come first.
      this.assertGood(caller);
      storage.put('revokedBy', caller.user.id);
      this.#raise(this.epoch + 1);
    }
    await tellRoom();
    return linksFor(requireSecret(secret), room(), this.epoch);
  }

  #raise(epoch: number): void {
    this.#options.storage.put('epoch', epoch);
    this.#options.onRaised();
  }
}
