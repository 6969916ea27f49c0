import { wireLimits } from '../../shared/limits.ts';
import { awarenessFrame, saveAckFrame, step2Frame } from '../../shared/protocol/frames.ts';
import { type Room, recordStrike } from './room.ts';
import type { Session } from './session.ts';

/**
 * Sends a session what it has asked for. A step 1 always gets a step 2, even an empty one: that tells a
 * client that it has everything. All requests of one batch share one answer, which comes later when it would
 * take too much of everyone's time.
 */
export function answerAsked(room: Room, session: Session): void {
  const { answers } = session;
  // The edits that these acks cover came in this batch or earlier, so the write under way holds them all.
  for (const n of answers.takeAcks())
    room.document.log.after(() => session.send(saveAckFrame(n), room.now()));
  const waitMs = answers.waitMs(room.now());
  if (waitMs === undefined || session.gone || session.backpressure.isStuck) return;
  if (waitMs > 0) {
    if (answers.isPlanned) return;
    answers.isPlanned = true;
    room.after(waitMs, () => {
      answers.isPlanned = false;
      room.takeBatch();
    });
    return;
  }
  if (answers.takePresence()) {
    answers.answered(room.presence.ids().length * wireLimits.maxAwarenessBytes, room.now());
    sendPresence(room, session, () => room.presence.ids());
  }
  const stateVector = answers.takeDocument();
  if (!stateVector) return;
  answers.answered(room.document.log.bytes, room.now());
  sendAnswers(room, session, stateVector);
}

function sendAnswers(room: Room, session: Session, stateVector: Uint8Array): void {
  let difference: Uint8Array;
  try {
    difference = room.document.difference(stateVector);
  } catch {
    recordStrike(room, session, "The room could not read this page's state vector.");
    return;
  }
  room.document.log.after(() => session.send(step2Frame(difference), room.now()));
}

/**
 * Sends a session the states of these ids, but never its own: a stock client would take the room's copy for
 * its own state.
 */
export function sendPresence(room: Room, session: Session, idsNow: () => readonly number[]): void {
  room.document.log.after(() => {
    const ids = idsNow().filter((id) => id !== session.presenceId);
    session.send(awarenessFrame(room.presence.encodeAnew(ids)), room.now());
  });
}
