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

/** The pages that watch a room's agent. While there is one, the agent is in the room. */
export class PageSockets {
  readonly #all: () => Iterable<Socket>;
  readonly #hold: () => () => void;
  #release: (() => void) | undefined;

  /** `hold` keeps the agent in the room until what it returns is called. */
  constructor(all: () => Iterable<Socket>, hold: () => () => void) {
    this.#all = all;
    this.#hold = hold;
  }

  /** Makes a place for a page that comes, before it is greeted with all of the transcript. @returns whether there is one */
  makePlace(caller: VerifiedCaller): boolean {
    const open = [...this.#all()].filter(({ readyState }) => readyState === WebSocket.OPEN);
    const seat = seatFor(caller, open);
    if (seat === 'full') return false;
    seat.leaves?.close(closeCode.full, 'You have this room open in too many places.');
    return true;
  }

  /** One has come. */
  watch(socket: Socket, expiresAt: number): void {
    closeWhenEnded(socket, expiresAt, () => this.settle(socket.id));
    this.settle();
  }

  /** Those that are there after a restart. */
  watchAll(): void {
    for (const socket of this.#all()) if (socket.state) this.watch(socket, socket.state.expiresAt);
  }

  /** Ends the sockets of all who came by a link that is void. */
  closeVoid(links: Links): void {
    for (const socket of this.#all())
      if (socket.state && !links.isGood(socket.state.epoch)) socket.close(closeCode.tokenEnded, voidLink);
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.#all()) socket.close(code, reason);
  }

  /** Holds the agent in the room, or lets it go. `leavingId`: one that is on its way out. */
  settle(leavingId?: string): void {
    const isWatched = [...this.#all()].some(({ id }) => id !== leavingId);
    if (isWatched) this.#release ??= this.#hold();
    else {
      this.#release?.();
      this.#release = undefined;
    }
  }
}
