import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Author, Role, User } from '../roles.ts';
import type { CloseAction } from './close.ts';
import type { ClientControl } from './control.ts';
import type { PeerSocket } from './reconnecting-socket.ts';

export interface PeerOptions {
  doc: Y.Doc;
  awareness: Awareness;
  /** Opens a socket to the room, with a token that is good now. Asked again for each attempt. */
  connect: () => Promise<PeerSocket>;
  /** Called before the next attempt after close code 4401. */
  renewToken?: () => Promise<unknown>;
  /**
   * What the room is to know before it gets what it lacks: asked with the client ids of that, on each socket, just before
   * the answer to the room's step 1.
   */
  introduce?: (clientIds: readonly number[]) => Iterable<ClientControl>;
  onChange?: (state: PeerState) => void;
  onAuthors?: (authors: ReadonlyMap<number, Author>) => void;
}

/** Why a room will not have this peer, and what its user can do: `stop` means nothing, `reload` begin with a new replica. */
interface Refusal {
  action: Extract<CloseAction, 'stop' | 'reload'>;
  code: number;
  message: string;
}

export interface PeerState {
  /** `refused`: the room will not have this peer, {@link PeerState.refusal} says why; it does not try again. */
  connection: 'connecting' | 'online' | 'offline' | 'refused';
  /**
   * Nobody more fits into the room. It is asked again after {@link reconnectLimits.fullDelayMs}, or at once by
   * `reconnect`.
   */
  full: boolean;
  /** The room's text has arrived since this socket opened. */
  synced: boolean;
  /** Local edits that the room has not yet said are on disk. */
  unsaved: boolean;
  /** … and has said nothing of for `wireLimits.answerMs`, though the socket is open and the room takes edits. */
  stalled: boolean;
  role?: Role;
  user?: User;
  /** Why the room takes no edits for the moment. */
  readonlyReason: string | null;
  refusal?: Refusal | undefined;
}

/** What a peer knows of the room while it has no line. */
export const offline = {
  connection: 'offline',
  full: false,
  synced: false,
  stalled: false,
  readonlyReason: null,
} as const satisfies Partial<PeerState>;
