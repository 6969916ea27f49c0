import { roomLimits } from '../../shared/limits.ts';
import { sendPresence } from './answers.ts';
import type { Room } from './room.ts';
import type { Session } from './session.ts';

/** What a session gets as it comes in. `trouble`: why the room takes no edits for the moment. */
export function greet(room: Room, session: Session, trouble: string | null): void {
  sendHello(room, session);
  if (trouble !== null) session.sendControl({ type: 'readonly', reason: trouble }, room.now());
  const { authors, log } = room.document;
  log.after(() => session.sendControl({ type: 'authors', entries: authors.entries() }, room.now()));
  session.ask(room.now());
  // One of its own user's may be what this very client left on a line that is not found dead yet.
  const ofOthers = (): number[] => room.presence.ids(({ id }) => id !== session.user.id);
  if (ofOthers().length > 0) sendPresence(room, session, ofOthers);
}

/** Who the room takes it for, and what it may bring. */
export function sendHello(room: Room, session: Session): void {
  const { maxFiles, maxFileBytes, maxDocumentBytes } = roomLimits;
  const limits = { maxFiles, maxFileBytes, maxDocumentBytes };
  session.sendControl({ type: 'hello', role: session.role, user: session.user, limits }, room.now());
}
