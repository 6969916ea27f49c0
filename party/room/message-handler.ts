import { wireLimits } from '../../shared/limits.ts';
import { closeCode, purgedRoom } from '../../shared/protocol/close.ts';
import type { ClientControl } from '../../shared/protocol/control.ts';
import type { Message } from '../../shared/protocol/frames.ts';
import { purgeMarkOf } from '../../shared/meta.ts';
import { sendPresence } from './answers.ts';
import { acknowledge, applyUpdate } from './pending.ts';
import { isOutdated } from './purging.ts';
import { type Room, recordStrike } from './room.ts';
import type { Session } from './session.ts';

/** What the messages cost that are done at once, in units of the limits’ `turnWork`. */
const costs = { awareness: 40, saveAck: 8, control: 200 } as const;

/** Does what a message asks for. Yields what each step costs. */
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
      if (refusesUnseen(room, session)) return;
      if (message.type === 'step2') session.reading.answered();
      yield* applyUpdate(room, session, message.update, room.now());
      break;
    case 'awareness':
      yield costs.awareness + message.update.byteLength / 8;
      handlePresence(room, session, message.update);
      break;
    case 'queryAwareness':
      session.asked.presence();
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
      recordStrike(room, session, 'Only the room refuses.');
      break;
  }
}

function handleStateVector(room: Room, session: Session, stateVector: Uint8Array): void {
  if (stateVector.byteLength > wireLimits.maxVectorBytes) {
    recordStrike(room, session, 'The state vector of this page is too large.');
  } else if (!session.service && isOutdated(room.document, stateVector)) {
    room.refuse(session, closeCode.purged, purgedRoom);
  } else {
    session.isCurrent = true;
    session.asked.document(stateVector);
  }
}

/** From a room without a text it takes no edits before it is known that they are not from before. */
function refusesUnseen(room: Room, session: Session): boolean {
  if (session.isCurrent || session.service || purgeMarkOf(room.document.doc) === undefined) return false;
  room.refuse(session, closeCode.purged, purgedRoom);
  return true;
}

function handlePresence(room: Room, session: Session, update: Uint8Array): void {
  // It went with the connection, and would never go again.
  if (session.gone) return;
  const isFirst = session.presenceId === undefined;
  let changed: number[];
  try {
    changed = room.presence.take(session, update, room.now(), room.nextNumber);
  } catch {
    recordStrike(room, session, 'The room could not read the presence of this page.');
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
