import { wireLimits } from '../../shared/limits.ts';
import { closeCode, purgedRoom } from '../../shared/protocol/close.ts';
import type { ClientControl } from '../../shared/protocol/control.ts';
import type { Message } from '../../shared/protocol/frames.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import { canEdit } from '../../shared/roles.ts';
import { emptyUpdate } from '../../shared/protocol/replica-encoding.ts';
import { sendPresence } from './answers.ts';
import { acknowledge, applyUpdate } from './pending.ts';
import { isOutdated } from './purging.ts';
import { type Room, recordStrike } from './room.ts';
import type { Session } from './session.ts';

/** The costs of messages that are handled in one step, in units of the limits' `batchWork`. */
const costs = { awareness: 40, saveAck: 8, control: 200 } as const;

/** Handles one message. Yields the cost of each step. */
export function* handle(
  room: Room,
  session: Session,
  message: Message<ClientControl>,
): Generator<number, void> {
  switch (message.type) {
    case 'step1':
      handleStateVector(room, session, message.stateVector);
      break;
    case 'step2':
    case 'update':
      if (refusesUnchecked(room, session)) return;
      if (message.type === 'step2') session.backpressure.answered();
      yield* applyUpdate(room, session, message.update, room.now());
      if (message.type === 'step2') bringsDropped(session, message.update);
      break;
    case 'awareness':
      yield costs.awareness + message.update.byteLength / 8;
      handlePresence(room, session, message.update);
      break;
    case 'queryAwareness':
      session.answers.presence();
      break;
    case 'saveAck':
      yield costs.saveAck;
      acknowledge(room, session, message.n);
      break;
    case 'control':
      yield costs.control;
      handleControl(room, session, message.control);
      break;
    case 'denied':
      recordStrike(room, session, 'Only the room may refuse.');
      break;
  }
}

function handleStateVector(room: Room, session: Session, stateVector: Uint8Array): void {
  if (stateVector.byteLength > wireLimits.maxVectorBytes) {
    recordStrike(room, session, "This page's state vector is too large.");
  } else if (!session.service && isOutdated(room.document, stateVector)) {
    room.refuse(session, closeCode.purged, purgedRoom);
  } else {
    session.isCurrent = true;
    if (session.service) room.document.recovery.coderCame(stateVector);
    session.answers.document(stateVector);
  }
}

/**
 * After a purge, refuses edits from a session that has not yet shown that its replica is newer than the
 * purge.
 */
function refusesUnchecked(room: Room, session: Session): boolean {
  if (session.isCurrent || session.service || purgeMarkOf(room.document.doc) === undefined) return false;
  room.refuse(session, closeCode.purged, purgedRoom);
  return true;
}

/**
 * Notes that an editor's step 2 has brought what was dropped while they were a viewer: it holds all that their replica has
 * and the room lacked. An empty one is a viewer's, sent before they heard of their new role.
 */
function bringsDropped(session: Session, update: Uint8Array): void {
  const isEmpty = update.byteLength <= emptyUpdate.byteLength;
  if (session.dropped === 'edits' && canEdit(session.role) && !isEmpty) session.dropped = undefined;
}

function handlePresence(room: Room, session: Session, update: Uint8Array): void {
  // The session's presence left with its connection; a state shown now would never leave.
  if (session.gone) return;
  const isFirst = session.presenceId === undefined;
  let changed: number[];
  try {
    changed = room.presence.take(session, update, room.now(), room.nextNumber);
  } catch {
    recordStrike(room, session, "The room could not read this page's presence.");
    return;
  }
  if (changed.length === 0) return;
  showPaced(room, session, changed);
  // Only now is it known which of the user's states is the session's own.
  const ofUser = (): number[] => room.presence.ids(({ id }) => id === session.user.id);
  if (isFirst && ofUser().length > 1) sendPresence(room, session, ofUser);
}

/** Shows states now or, if its connection must wait, whatever it has become by then. */
export function showPaced(room: Room, session: Session, ids: readonly number[]): void {
  if (session.presenceHeld) return;
  const waitMs = session.pace.waitMs(room.now());
  const show = (): void => {
    session.presenceHeld = false;
    session.pace.shown(room.now());
    // Even if the session has ended meanwhile: the others must hear that its presence is gone.
    room.show(ids);
  };
  if (waitMs === 0) return show();
  session.presenceHeld = true;
  room.after(waitMs, show);
}

function handleControl(room: Room, session: Session, control: ClientControl): void {
  if (control.type === 'token') {
    room.renew(session, control.token);
    return;
  }
  if (!session.service) {
    room.refuse(session, closeCode.role, 'Only the agent may write for others.');
    return;
  }
  if (control.type === 'delete') return room.delete();
  if (control.type === 'purge') return room.purge(control);
  const { clientId, user, turn } = control;
  const author = turn === undefined ? user : { ...user, turn };
  room.document.claim(clientId, author);
}
