import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { onUpdate } from '../on-update.ts';
import type { Author, Role, User } from '../roles.ts';
import type { catchUp } from './catch-up.ts';
import type { CloseAction } from './close.ts';
import type { ClientControl } from './control.ts';
import type { PeerSocket } from './reconnecting-socket.ts';

export interface PeerOptions {
  doc: Y.Doc;
  awareness: Awareness;
  /** Opens a socket to the room with a currently valid token. Called for each attempt. */
  connect: () => Promise<PeerSocket>;
  /** Called before the next attempt after close code 4401. */
  renewToken?: () => Promise<unknown>;
  /**
   * Control messages to send before our step 2. Called on each socket with the client ids whose updates the step 2 will
   * bring.
   */
  introduce?: (clientIds: readonly number[]) => Iterable<ClientControl>;
  /**
   * How the document is encoded for the room, if not by Yjs itself: for a replica that keeps deleted text or is large. Given
   * from outside, as a page needs none of it for its first paint.
   */
  encoding?: { catchUp: typeof catchUp; onUpdate: typeof onUpdate };
  onChange?: (state: PeerState) => void;
  /** The room tells the coder who writes under which Yjs client id: all of them on each socket, then each new one. */
  onAuthors?: (entries: readonly [clientId: number, author: Author][]) => void;
}

/**
 * Why the room refuses this peer, and what its user can do: `stop`: nothing; `reload`: start over with a new replica.
 */
interface Refusal {
  action: Extract<CloseAction, 'stop' | 'reload'>;
  code: number;
  message: string;
}

export interface PeerState {
  /** `refused`: the room refused this peer for good; {@link PeerState.refusal} says why. There is no retry. */
  connection: 'connecting' | 'online' | 'offline' | 'refused';
  /**
   * The room has no seat left. The peer tries again after {@link reconnectLimits.fullDelayMs}, or at once on
   * `reconnect`.
   */
  full: boolean;
  /** The room's step 2 has arrived on this socket. */
  synced: boolean;
  /** The room has not yet confirmed that all local edits are on disk. */
  unsaved: boolean;
  /** No save-ack for `wireLimits.answerMs`, though the socket is open and the room accepts edits. */
  stalled: boolean;
  role?: Role;
  user?: User;
  /** Why the room accepts no edits at the moment. */
  readonlyReason: string | null;
  refusal?: Refusal | undefined;
  /**
   * Why the room has sent this peer away for now, as a sentence. The peer tries again by itself. This stays until an ack
   * shows that the room takes its edits again, or the connection is lost for another reason.
   */
  sentAway?: string | undefined;
}

/** The state of a peer without a connection. */
export const offline = {
  connection: 'offline',
  full: false,
  synced: false,
  stalled: false,
  readonlyReason: null,
} as const satisfies Partial<PeerState>;
