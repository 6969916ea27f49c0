import { roomLimits } from '../../shared/limits.ts';
import { sendPresence } from './answers.ts';
import { sendAuthors } from './relay.ts';
import type { Room } from './room.ts';
import type { Session } from './session.ts';

/**
 * Sends a client that has joined the first frames: hello, to the coder the authors, a step 1 that asks for what it has,
 * and the others' presence. `trouble`: why the room takes no edits for the moment.
 */
export function greet(room: Room, session: Session, trouble: string | null): void {
  sendHello(room, session);
  if (trouble !== null) session.sendControl({ type: 'readonly', reason: trouble }, room.now());
  const { authors, log } = room.document;
  log.after(() => sendAuthors([session], authors.entries(), room.now()));
  session.sendProbe(room.now());
  // A state of the same user may be this very client's, left on a connection not yet known to be dead.
  const ofOthers = (): number[] => room.presence.ids(({ id }) => id !== session.user.id);
  if (ofOthers().length > 0) sendPresence(room, session, ofOthers);
}

/** Tells a session its user and role, and the room's limits. */
export function sendHello(room: Room, session: Session): void {
  const { maxFiles, maxFileBytes, maxDocumentBytes } = roomLimits;
  const limits = { maxFiles, maxFileBytes, maxDocumentBytes };
  session.sendControl({ type: 'hello', role: session.role, user: session.user, limits }, room.now());
}
