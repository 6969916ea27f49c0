import { closeCode } from '../../../shared/protocol/close.ts';
import { voidLink } from '../../auth.ts';
import type { VerifiedCaller } from './authenticate.ts';
import { seatFor } from './page-seats.ts';
import type { Links } from '../owner/links.ts';
import { closeWhenEnded } from './page-sessions.ts';

interface Socket {
  readonly id: string;
  readonly readyState: number;
  readonly state: VerifiedCaller | null;
  close(code: number, reason: string): void;
}

/** The pages that watch a room's agent. While there is at least one, the agent is in the room. */
export class PageSockets {
  readonly #all: () => Iterable<Socket>;
  readonly #hold: () => () => void;
  #release: (() => void) | undefined;

  /** `hold` keeps the agent in the room until what it returns is called. */
  constructor(all: () => Iterable<Socket>, hold: () => () => void) {
    this.#all = all;
    this.#hold = hold;
  }

  /** Makes a seat for a connecting page, before it gets the whole transcript. @returns false when the room is full */
  takeSeat(caller: VerifiedCaller): boolean {
    const open = [...this.#all()].filter(({ readyState }) => readyState === WebSocket.OPEN);
    const seat = seatFor(caller, open);
    if (seat === 'full') return false;
    seat.leaves?.close(closeCode.full, 'You have this room open in too many places.');
    return true;
  }

  /** Watches a page that has connected. */
  watch(socket: Socket, expiresAt: number): void {
    closeWhenEnded(socket, expiresAt, () => this.settle(socket.id));
    this.settle();
  }

  /** Watches the pages that are still connected after a restart. */
  watchAll(): void {
    for (const socket of this.#all()) if (socket.state) this.watch(socket, socket.state.expiresAt);
  }

  /** Closes the sockets of everyone who came by a void link. */
  closeVoid(links: Links): void {
    for (const socket of this.#all())
      if (socket.state && !links.isGood(socket.state.epoch)) socket.close(closeCode.tokenEnded, voidLink);
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.#all()) socket.close(code, reason);
  }

  /** Holds the agent in the room while there are pages. @param leavingId a socket that is closing and does not count */
  settle(leavingId?: string): void {
    const isWatched = [...this.#all()].some(({ id }) => id !== leavingId);
    if (isWatched) this.#release ??= this.#hold();
    else {
      this.#release?.();
      this.#release = undefined;
    }
  }
}
