import { wireLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { deniedFrame } from '../../shared/protocol/frames.ts';
import { beingBroughtBack, type Outcome } from './outcome.ts';
import { reject, type Room, recordStrike } from './room.ts';
import type { Session } from './session.ts';

/** Runs `work` as one change of the document by this session. */
export function changing(room: Room, session: Session, work: () => void): void {
  const refused = room.document.change(session, work);
  if (!refused) return;
  if (refused.kind === 'poisoned') return poisoned(room, session, refused);
  reject(room, session, 'too_large', refused.message);
  room.rebuild();
}

/** Applies an update, or keeps it pending. Yields the cost of each step. @returns whether it was applied. */
export function* applyUpdate(
  room: Room,
  session: Session,
  update: Uint8Array,
  sinceMs: number,
): Generator<number, boolean> {
  const outcome = yield* room.document.receive(update, session);
  if (outcome.kind === 'applied') return true;
  if (outcome.kind !== 'pending') {
    refuse(room, session, outcome);
    return false;
  }
  // A copy: a view would keep its whole frame in memory.
  const { missing, isRoomsFault } = outcome;
  session.pendingUpdates.push({ update: update.slice(), sinceMs, missing, isRoomsFault });
  const refusal = session.waitRefusal(room.now());
  if (refusal !== undefined) refuseWaiting(room, session, refusal);
  return false;
}

/** Ends a session whose updates may wait no longer: for good, unless it is the room that lacks something. */
export function refuseWaiting(room: Room, session: Session, message: string): void {
  if (!session.pendingUpdates.some(({ isRoomsFault }) => isRoomsFault))
    return reject(room, session, 'gap', message);
  room.refuse(session, closeCode.tryLater, beingBroughtBack);
}

function refuse(
  room: Room,
  session: Session,
  outcome: Exclude<Outcome, { kind: 'applied' } | { kind: 'pending' }>,
): void {
  const { kind, message } = outcome;
  switch (kind) {
    case 'malformed':
      dropSync(room, session, 'The room could not read an update from this page.');
      break;
    case 'readonly':
      session.send(deniedFrame(message), room.now());
      session.dropped ??= 'edits';
      if (++session.strikes >= wireLimits.strikes)
        room.refuse(session, closeCode.role, 'This link lets you read, not write.');
      break;
    case 'foreign':
      room.refuse(session, closeCode.foreignClientId, message);
      break;
    case 'not-yet':
      room.refuse(session, closeCode.tryLater, message);
      break;
    case 'settings':
      reject(room, session, 'forbidden', message);
      break;
    case 'unprocessable':
      reject(room, session, 'unprocessable', message);
      break;
    case 'over-limit':
      reject(room, session, 'too_large', message);
      break;
  }
}

function poisoned(
  room: Room,
  session: Session,
  { update, message }: { update: Uint8Array; message: string },
): void {
  console.error(`tandem: an update from ${session.user.id} broke the document: ${message}`);
  reject(room, session, 'unprocessable', 'An edit from this page could not be applied.');
  room.rebuild({ update, userId: session.user.id, reason: message, atMs: room.wallMs() });
}

/** Drops a frame that may have carried text: from here on nothing from this connection counts as saved. */
export function dropSync(room: Room, session: Session, reason: string): void {
  session.dropped = 'unknown';
  recordStrike(room, session, reason);
}

/** Retries the pending updates of every session: what has just come may be what they wait for. */
export function retryAll(room: Room): void {
  while (room.document.takeNews()) {
    for (const other of room.sessions) {
      if (other.pendingUpdates.some((entry) => mayBeReady(room, entry)))
        changing(room, other, () => retryPending(room, other));
    }
  }
}

const mayBeReady = (room: Room, { missing }: Session['pendingUpdates'][number]): boolean =>
  missing === undefined || room.document.has(missing);

function retryPending(room: Room, session: Session): void {
  for (const entry of session.pendingUpdates.splice(0)) {
    if (session.ended) return;
    if (!mayBeReady(room, entry)) {
      session.pendingUpdates.push(entry);
      continue;
    }
    let cost = 0;
    // All steps at once: the update is small, and was charged when it came.
    for (const work of applyUpdate(room, session, entry.update, entry.sinceMs)) cost += work;
    session.flood.work(cost, room.now());
  }
  if (session.pendingUpdates.length === 0) {
    for (const n of session.pendingAcks.splice(0)) acknowledge(room, session, n);
  }
}

/** Acks everything that came before, once it is saved. */
export function acknowledge(room: Room, session: Session, n: number): void {
  if (session.dropped) return;
  if (session.pendingUpdates.length === 0) {
    session.answers.ack(n);
    return;
  }
  session.pendingAcks.push(n);
  if (session.pendingAcks.length > wireLimits.maxPendingUpdates) {
    refuseWaiting(room, session, 'This page has edits that build on others the room never received.');
  }
}
