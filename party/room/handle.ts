import { wireLimits } from '../../shared/limits.ts';
import { ChunkError } from '../../shared/protocol/chunks.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import type { ClientControl } from '../../shared/protocol/control.ts';
import {
  awarenessFrame,
  deniedFrame,
  type Message,
  messageType,
  readClientFrame,
  saveAckFrame,
  step2Frame,
} from '../../shared/protocol/frames.ts';
import { canEdit } from '../../shared/roles.ts';
import type { RoomDocument } from './document.ts';
import type { Presence } from './presence.ts';
import type { Poison } from './quarantine.ts';
import type { Session } from './session.ts';

/** What a frame may do in its room. */
export interface Room {
  readonly document: RoomDocument<Session>;
  readonly presence: Presence;
  readonly sessions: Iterable<Session>;
  /** Something was taken that others may have waited for. */
  retryDue: boolean;
  /** Number for the next connection. */
  readonly nextNumber: number;
  now(): number;
  /** Calls back once, after `delayMs`. */
  after(delayMs: number, callback: () => void): void;
  /** Tells the others about these ids' states, once what they may point to is on disk. */
  show(ids: readonly number[]): void;
  /** Ends a session with a close code; `reason` is for people. */
  refuse(session: Session, code: number, reason: string): void;
  renew(session: Session, token: string): void;
  /** The document holds what it may not, or broke over it: builds it anew from what is on disk. `poison` is kept. */
  rebuild(poison?: Poison): void;
}

/** Takes one WebSocket message. What is wrong with it costs this session alone. */
function receive(room: Room, session: Session, data: Uint8Array | string): void {
  session.heardMs = room.now();
  let messages: Message<ClientControl>[];
  try {
    if (data.length > wireLimits.maxFrameBytes) throw new ChunkError('the frame is too large', true);
    const frame = session.assembler.take(data, session.heardMs);
    if (!frame) return;
    messages = readClientFrame(frame);
    // Acks and presence cost little, and come with each edit; what they weigh is counted.
    const counted = messages.filter(({ type }) => type !== 'saveAck' && type !== 'awareness').length;
    if (session.flood.count(counted, frame.byteLength, session.heardMs)) {
      room.refuse(session, closeCode.flood, 'This page sends too much at once.');
      return;
    }
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
      return answer(room, session, message.stateVector);
    case 'step2':
      session.reading.answered();
      return takeUpdate(room, session, message.update);
    case 'update':
      return takeUpdate(room, session, message.update);
    case 'awareness':
      return takePresence(room, session, message.update);
    case 'queryAwareness':
      return sendPresence(room, session);
    case 'saveAck':
      return acknowledge(room, session, message.n);
    case 'control':
      return takeControl(room, session, message.control);
    case 'denied':
      return strike(room, session, 'Only the room refuses.');
  }
}

/** Step 2, always, even if empty: it is what tells a client that it has everything. */
function answer(room: Room, session: Session, stateVector: Uint8Array): void {
  let difference: Uint8Array;
  try {
    difference = room.document.difference(stateVector);
  } catch {
    strike(room, session, 'The room could not read a state vector of this page.');
    return;
  }
  room.document.log.after(() => session.send(step2Frame(difference), room.now()));
}

/** All states but its own: a stock client would take the room's copy for its own state. */
export function sendPresence(room: Room, session: Session): void {
  room.document.log.after(() => {
    const ids = room.presence.ids().filter((id) => id !== session.presenceId);
    session.send(awarenessFrame(room.presence.encode(ids)), room.now());
  });
}

function takeUpdate(room: Room, session: Session, update: Uint8Array): void {
  if (!canEdit(session.role)) {
    if (room.document.holds(update)) return;
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
  // Presence alone needs none. What hides an update behind it makes one of its own.
  if (messages.every((data) => data[0] === messageType.awareness)) take();
  else change(room, session, take);
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
      session.waiting.push({ update, sinceMs: room.now() });
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

/** Refuses this replica for good: its later edits would build on what was refused. */
export function reject(room: Room, session: Session, code: string, message: string): void {
  session.sendControl({ type: 'rejected', code, message }, room.now());
  room.refuse(session, closeCode.replicaRefused, message);
}

function takePresence(room: Room, session: Session, update: Uint8Array): void {
  let changed: number[];
  try {
    changed = room.presence.take(session, update, room.now(), room.nextNumber);
  } catch {
    strike(room, session, 'The room could not read the presence of this page.');
    return;
  }
  if (changed.length > 0) showPaced(room, session, changed);
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

function strike(room: Room, session: Session, reason: string): void {
  if (++session.strikes >= wireLimits.strikes) room.refuse(session, closeCode.malformed, reason);
}
