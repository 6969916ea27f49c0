import { TandemError } from '../../../shared/errors.ts';
import { newHighClientId } from '../../../shared/ids.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { ClientControl } from '../../../shared/protocol/control.ts';
import type { Author, User } from '../../../shared/roles.ts';
import { after } from '../../../shared/timers.ts';
import { unreachable } from './room-requests.ts';

export function claimFor(clientId: number, { turn, ...user }: Author): ClientControl {
  return { type: 'claim', clientId, user, ...(turn === undefined ? {} : { turn }) };
}

interface ClientIdsRoom {
  join: () => Promise<void>;
  /** Yjs client id → who writes under it, as far as the room has said. */
  authors: () => ReadonlyMap<number, Author>;
  send: (control: ClientControl) => void;
}

/** The client ids under which the coder writes: one for each author and turn, claimed from the room. */
export class ClientIds {
  readonly #room: ClientIdsRoom;
  readonly #claims = new Map<string, { clientId: number; author: Author }>();
  /** Client id → the turn that writes under it. */
  readonly #turns = new Map<number, string>();
  readonly #waiters = new Set<() => void>();

  constructor(room: ClientIdsRoom) {
    this.#room = room;
  }

  /** The turn that writes under an id. */
  turnOf(clientId: number): string | undefined {
    return this.#turns.get(clientId);
  }

  /** @throws TandemError `unavailable` when the room is away. */
  async writing(user: User, turn?: string): Promise<number> {
    const author = { ...user, ...(turn === undefined ? {} : { turn }) };
    const clientId = await this.#claim(`${turn ?? ''}/${user.id}`, author);
    if (turn !== undefined) this.#turns.set(clientId, turn);
    return clientId;
  }

  /** @throws TandemError `unavailable` when the room is away. */
  restoring(author: Author): Promise<number> {
    return this.#claim(`restored/${author.turn ?? ''}/${author.id}`, author);
  }

  /** Claims all ids again: a room that lost its last updates may not know them. */
  claimAgain(): void {
    for (const { clientId, author } of this.#claims.values()) this.#room.send(claimFor(clientId, author));
  }

  /** To be called when the room has named authors. */
  authorsNamed(): void {
    for (const check of this.#waiters) check();
  }

  async #claim(key: string, author: Author): Promise<number> {
    await this.#room.join();
    let claim = this.#claims.get(key);
    if (!claim) {
      claim = { clientId: newHighClientId((id) => this.#isTaken(id)), author };
      this.#claims.set(key, claim);
      this.#room.send(claimFor(claim.clientId, author));
    }
    await this.#claimed(claim.clientId);
    return claim.clientId;
  }

  #isTaken(id: number): boolean {
    return this.#room.authors().has(id) || [...this.#claims.values()].some(({ clientId }) => clientId === id);
  }

  /** Resolves when the room has said that it knows the id. */
  async #claimed(clientId: number): Promise<void> {
    if (this.#room.authors().has(clientId)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = (): void => {
      if (this.#room.authors().has(clientId)) resolve();
    };
    const cancel = after(agentLimits.joinTimeoutMs, () =>
      reject(new TandemError('unavailable', unreachable)),
    );
    this.#waiters.add(check);
    try {
      await promise;
    } finally {
      cancel();
      this.#waiters.delete(check);
    }
  }
}
