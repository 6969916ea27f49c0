import { wireLimits } from '../../shared/limits.ts';
import { ChunkError } from '../../shared/protocol/chunks.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import type { ClientControl } from '../../shared/protocol/control.ts';
import {
  deniedFrame,
  type Message,
  messageType,
  readClientFrame,
  saveAckFrame,
} from '../../shared/protocol/frames.ts';
import { canEdit } from '../../shared/roles.ts';
import { sendPresence } from './answers.ts';
import { reject, type Room, strike } from './room.ts';
import type { Session } from './session.ts';

/** Acks and presence come with each edit, and cost less. */
const isLight = (type: Message<ClientControl>['type']): boolean => type === 'saveAck' || type === 'awareness';
const lightWeight = 1 / 8;

/** Takes one WebSocket message. What is wrong with it costs this session alone. */
function receive(room: Room, session: Session, data: Uint8Array | string): void {
  session.heardMs = room.now();
  const isFlood = (updates: number, bytes: number): boolean => {
    const floods = session.flood.count(updates, bytes, session.heardMs);
    if (floods) room.refuse(session, closeCode.flood, 'This page sends too much at once.');
    return floods;
  };
  let messages: Message<ClientControl>[];
  try {
    if (data.length > wireLimits.maxFrameBytes) throw new ChunkError('the frame is too large', true);
    if (isFlood(0, data.length)) return;
    const frame = session.assembler.take(data, session.heardMs);
    if (!frame) return;
    messages = readClientFrame(frame);
    if (
      isFlood(
        messages.reduce((sum, { type }) => sum + (isLight(type) ? lightWeight : 1), 0),
        0,
      )
    )
      return;
  } catch (error) {
    if (error instanceof ChunkError && error.tooLarge)
      room.refuse(session, closeCode.tooLarge, error.message);
    else dropSync(room, session, 'The room could not read a frame of this page.');
    return;
  }
  for (const message of messages) if (!session.closed) handle(room, session, message);
}

function handle(room: Room, session: Session, message: Message<ClientControl>): void {
  switch (message.type) {
    case 'step1':
      return session.asked.document(message.stateVector);
    case 'step2':
      session.reading.answered();
      return takeUpdate(room, session, message.update);
    case 'update':
      return takeUpdate(room, session, message.update);
    case 'awareness':
      return takePresence(room, session, message.update);
    case 'queryAwareness':
      return session.asked.presence();
    case 'saveAck':
      return acknowledge(room, session, message.n);
    case 'control':
      return takeControl(room, session, message.control);
    case 'denied':
      return strike(room, session, 'Only the room refuses.');
  }
}

function takeUpdate(room: Room, session: Session, update: Uint8Array): void {
  if (!canEdit(session.role)) {
    if (room.document.holds(update, session)) return;
    session.send(deniedFrame('You can read in this room, not write.'), room.now());
    session.ackable = false;
    if (++session.strikes >= wireLimits.strikes) {
      room.refuse(session, closeCode.role, 'This link lets you read, not write.');
    }
    return;
  }
  const take = (): void => {
    if (offer(room, session, update)) room.retryDue = true;
  };
  if (room.document.isChanging) take();
  else change(room, session, take);
}

/** Takes all that waits in a session's inbox, as one change of the document. */
export function takeInbox(room: Room, session: Session): void {
  const messages = session.inbox.splice(0);
  session.inboxBytes = 0;
  const take = (): void => {
    for (const data of messages) if (!session.closed) receive(room, session, data);
  };
  try {
    // Presence alone needs none. What hides an update behind it makes one of its own.
    if (messages.every((data) => data[0] === messageType.awareness)) take();
    else change(room, session, take);
  } catch (error) {
    // What else it had sent is gone: nothing of this connection may count as saved.
    console.error('tandem: a message could not be taken', error);
    room.refuse(session, closeCode.internal, 'The room could not take what this page sent.');
  }
}

/** Tries what waits in any session: what has just come may be what it waited for. */
export function retryAll(room: Room): void {
  while (room.retryDue) {
    room.retryDue = false;
    for (const other of room.sessions) {
      if (other.waiting.length > 0) change(room, other, () => retryWaiting(room, other));
    }
  }
}

function change(room: Room, session: Session, work: () => void): void {
  const refused = room.document.change(session, work);
  if (!refused) return;
  if (refused.kind === 'poisoned') return poisoned(room, session, refused);
  reject(room, session, 'too_large', refused.message);
  room.rebuild();
}

function poisoned(
  room: Room,
  session: Session,
  { update, message }: { update: Uint8Array; message: string },
): void {
  console.error(`tandem: an update of ${session.user.id} broke the document: ${message}`);
  reject(room, session, 'unprocessable', 'An edit of this page could not be applied.');
  room.rebuild({ update, userId: session.user.id, reason: message, atMs: room.now() });
}

/** @returns whether the update was taken. */
function offer(room: Room, session: Session, update: Uint8Array): boolean {
  const outcome = room.document.receive(update, session);
  switch (outcome.kind) {
    case 'taken':
      return true;
    case 'waits': {
      // Of a frame of many it keeps itself alone.
      session.waiting.push({ update: update.slice(), sinceMs: room.now() });
      const refusal = session.waitRefusal(room.now());
      if (refusal !== undefined) reject(room, session, 'gap', refusal);
      break;
    }
    case 'malformed':
      dropSync(room, session, 'The room could not read an update of this page.');
      break;
    case 'foreign':
      room.refuse(session, closeCode.foreignClientId, outcome.message);
      break;
    case 'doubtful':
      room.refuse(session, closeCode.tryLater, outcome.message);
      break;
    case 'settings':
      reject(room, session, 'forbidden', outcome.message);
      break;
    case 'over':
      reject(room, session, 'too_large', outcome.message);
      break;
    case 'poisoned':
      poisoned(room, session, outcome);
      break;
  }
  return false;
}

function retryWaiting(room: Room, session: Session): void {
  for (const entry of session.waiting.splice(0)) {
    if (session.closed) return;
    if (offer(room, session, entry.update)) room.retryDue = true;
    // Still waiting: since when it was first.
    const last = session.waiting.at(-1);
    if (last?.update === entry.update) last.sinceMs = entry.sinceMs;
  }
  if (session.waiting.length === 0) {
    for (const n of session.heldAcks.splice(0)) acknowledge(room, session, n);
  }
}

function takePresence(room: Room, session: Session, update: Uint8Array): void {
  const isFirst = session.presenceId === undefined;
  let changed: number[];
  try {
    changed = room.presence.take(session, update, room.now(), room.nextNumber);
  } catch {
    strike(room, session, 'The room could not read the presence of this page.');
    return;
  }
  if (changed.length === 0) return;
  showPaced(room, session, changed);
  // Now it is known which of its user's states is the session's own.
  const ofUser = (): number[] => room.presence.ids(({ id }) => id === session.user.id);
  if (isFirst && ofUser().length > 1) sendPresence(room, session, ofUser);
}

/** Shows a state now, or what it has become by the time when its connection may show one again. */
function showPaced(room: Room, session: Session, ids: readonly number[]): void {
  if (session.presenceHeld) return;
  const waitMs = session.pace.waitMs(room.now());
  const show = (): void => {
    session.presenceHeld = false;
    session.pace.shown(room.now());
    // Also when the session has ended meanwhile: that its presence went is news.
    room.show(ids);
  };
  if (waitMs === 0) return show();
  session.presenceHeld = true;
  room.after(waitMs, show);
}

function acknowledge(room: Room, session: Session, n: number): void {
  if (!session.ackable) return;
  if (session.waiting.length === 0) {
    room.document.log.after(() => session.send(saveAckFrame(n), room.now()));
    return;
  }
  session.heldAcks.push(n);
  if (session.heldAcks.length > wireLimits.maxPendingUpdates) {
    reject(room, session, 'gap', 'This page has edits that build on some which the room never got.');
  }
}

function takeControl(room: Room, session: Session, control: ClientControl): void {
  if (control.type === 'token') {
    room.renew(session, control.token);
    return;
  }
  if (!session.service) {
    room.refuse(session, closeCode.role, 'Only the agent may write for others.');
    return;
  }
  const { clientId, user, turn } = control;
  const author = turn === undefined ? user : { ...user, turn };
  room.document.claim(clientId, author);
}

/** Drops a frame that may have carried text: from here on nothing of this connection counts as saved. */
function dropSync(room: Room, session: Session, reason: string): void {
  session.ackable = false;
  strike(room, session, reason);
}
