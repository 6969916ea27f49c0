import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { typingLimits } from '../../../shared/limits.ts';
import { type LocalPresence, presenceSchema } from '../../../shared/presence.ts';
import type { Author } from '../../../shared/roles.ts';

/** The agent's replica of the room, as far as editing needs it. */
export interface EditedRoom {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** Yjs client id → who writes under it. */
  readonly authors: ReadonlyMap<number, Author>;
  /** Runs `change` as one transaction whose new text comes under `clientId`. */
  transactAs(clientId: number, change: () => void, origin: unknown): void;
  setPresence(presence: LocalPresence): void;
  /** When a person last wrote or moved their cursor, in ms since the epoch; undefined when that was not seen. */
  actedMs(userId: string): number | undefined;
}

/** Where the cursors of people who are at work stand in a file; someone else's may have been left there. */
export function peopleAt(room: EditedRoom, fileId: string): number[] {
  const places: number[] = [];
  for (const [clientId, state] of room.awareness.getStates()) {
    if (clientId === room.awareness.clientID) continue;
    const presence = presenceSchema.safeParse(state);
    if (!presence.success || presence.data.user.kind !== 'human' || presence.data.file !== fileId) continue;
    const head = presence.data.selection?.head;
    const idleMs = Date.now() - (room.actedMs(presence.data.user.id) ?? -Infinity);
    if (!head || idleMs > typingLimits.activeMs) continue;
    const place = Y.createAbsolutePositionFromRelativePosition(
      Y.createRelativePositionFromJSON(head),
      room.doc,
    );
    if (place) places.push(place.index);
  }
  return places;
}
