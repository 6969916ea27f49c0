import { wireLimits } from '../../shared/limits.ts';
import { ChunkError } from '../../shared/protocol/chunks.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import type { ClientControl } from '../../shared/protocol/control.ts';
import { type Message, readClientFrame } from '../../shared/protocol/frames.ts';
import { handle } from './message-handler.ts';
import { changing, dropSync } from './pending.ts';
import type { Room } from './room.ts';
import type { Session } from './session.ts';

/** Acks and presence come with each edit, and cost less. */
const isLight = (type: Message<ClientControl>['type']): boolean => type === 'saveAck' || type === 'awareness';
const lightWeight = 1 / 8;

/** The cost of each message and of each of its bytes, in units of {@link wireLimits.batchWork}. */
const messageCost = 8;
const byteCost = 1 / 128;

/**
 * Handles a session's inbox: what comes before its first update, then all the rest as one change of the document.
 * Stops once `work` is spent, so that nobody's megabyte holds up the others. @returns whether anything is left.
 */
export function handleInbox(room: Room, session: Session, work: number): boolean {
  const { inbox } = session;
  let left = work;
  const handleWhile = (goesOn: () => boolean): void => {
    while (left > 0 && !session.ended && goesOn()) {
      const cost = step(room, session);
      if (cost === undefined) return;
      left -= cost;
      if (!session.service && session.flood.work(cost, room.now())) refuseFlood(room, session);
    }
  };
  try {
    handleWhile(() => !inbox.bringsUpdate);
    if (inbox.bringsUpdate && !session.ended) changing(room, session, () => handleWhile(() => true));
  } catch (error) {
    // The rest of what it sent is lost, so nothing more from this connection may count as saved.
    console.error('tandem: a message could not be handled', error);
    room.refuse(session, closeCode.internal, 'The room could not handle what this page sent.');
  }
  return !session.ended && !inbox.isEmpty;
}

/** Does one step of the message that waits first. @returns its cost; undefined when nothing waits. */
function step(room: Room, session: Session): number | undefined {
  const { inbox } = session;
  const message = inbox.message;
  if (!message) {
    const data = inbox.next();
    if (data === undefined) return undefined;
    receive(room, session, data);
    return messageCost + data.length * byteCost;
  }
  inbox.work ??= handle(room, session, message);
  const { done, value } = inbox.work.next();
  if (!done) return value;
  inbox.finish();
  return 1;
}

/** Reads one WebSocket message. Whatever is wrong with it affects this session alone. */
function receive(room: Room, session: Session, data: Uint8Array | string): void {
  const nowMs = room.now();
  session.lifeSign.heard(nowMs);
  const isFlood = (updates: number, bytes: number): boolean => {
    const floods = !session.service && session.flood.count(updates, bytes, nowMs);
    if (floods) refuseFlood(room, session);
    return floods;
  };
  try {
    if (data.length > wireLimits.maxFrameBytes) throw new ChunkError('the frame is too large', true);
    if (isFlood(0, data.length)) return;
    const frame = session.assembler.take(data, nowMs);
    if (!frame) return;
    const messages = readClientFrame(frame);
    const weight = messages.reduce((sum, { type }) => sum + (isLight(type) ? lightWeight : 1), 0);
    if (!isFlood(weight, 0)) session.inbox.messages.push(...messages);
  } catch (error) {
    if (error instanceof ChunkError && error.tooLarge)
      room.refuse(session, closeCode.tooLarge, error.message);
    else dropSync(room, session, 'The room could not read a frame from this page.');
  }
}

function refuseFlood(room: Room, session: Session): void {
  room.refuse(session, closeCode.flood, 'This page sends too much at once.');
}
