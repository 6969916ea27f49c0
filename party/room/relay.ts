import { awarenessFrame, updateFrame } from '../../shared/protocol/frames.ts';
import type { Author } from '../../shared/roles.ts';
import type { Batch } from './commit-log.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import type { Presence } from './presence.ts';
import type { Session } from './session.ts';

/**
 * Sends everyone what is now on disk, except what they sent themselves. Those who sent nothing share one
 * frame.
 */
export function relay(batch: Batch<Session>, sessions: ReadonlySet<Session>, nowMs: number): void {
  // An update without a source is the seed, which is in every step 2.
  const updates = batch.updates.filter(({ source }) => source !== undefined);
  const sources = new Set(updates.map(({ source }) => source));
  const frameWithout = (omitted?: Session): Uint8Array | undefined => {
    const rest = updates.flatMap(({ update, source }) => (omitted && source === omitted ? [] : [update]));
    return rest.length === 0 ? undefined : updateFrame(mergeAll(rest));
  };
  const isWhole = updates.length === batch.updates.length;
  const whole = isWhole && batch.merged ? updateFrame(batch.merged) : frameWithout();
  for (const session of sessions) {
    const frame = sources.has(session) ? frameWithout(session) : whole;
    if (frame) session.send(frame, nowMs);
  }
  if (batch.authors.size > 0) sendAuthors(sessions, [...batch.authors], nowMs);
}

/**
 * Tells the coder who writes under which client id. Nobody else needs it, and in a room that was used for long it is
 * larger than the text.
 */
export function sendAuthors(
  sessions: Iterable<Session>,
  entries: [clientId: number, author: Author][],
  nowMs: number,
): void {
  for (const session of sessions)
    if (session.service) session.sendControl({ type: 'authors', entries }, nowMs);
}

/**
 * Sends everyone the states of these ids, but never their own: a stock client would take the room's copy for
 * its own.
 */
export function relayPresence(
  presence: Presence,
  changed: readonly number[],
  sessions: ReadonlySet<Session>,
  nowMs: number,
): void {
  const all = awarenessFrame(presence.encode(changed));
  for (const session of sessions) {
    const own = session.presenceId;
    if (own === undefined || !changed.includes(own)) session.send(all, nowMs);
    else if (changed.length > 1) {
      session.send(awarenessFrame(presence.encode(changed.filter((id) => id !== own))), nowMs);
    }
  }
}
