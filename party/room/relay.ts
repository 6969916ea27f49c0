import { awarenessFrame, updateFrame } from '../../shared/protocol/frames.ts';
import type { Author } from '../../shared/roles.ts';
import type { Batch } from './commit-log.ts';
import { mergeAll } from '../../shared/merge-updates.ts';
import type { Presence } from './presence.ts';
import type { Session } from './session.ts';

/**
 * Sends everyone what is now on disk, except what they sent themselves. Those who sent nothing share one frame; to the
 * others a peer of ours gets each source's update by itself, and only a stock client costs a merge.
 */
export function relay(batch: Batch<Session>, sessions: ReadonlySet<Session>, nowMs: number): void {
  // An update without a source is the seed, which is in every step 2. One of the room's own goes to everyone.
  const bySource = new Map<Session | 'room', Uint8Array[]>();
  for (const { update, source } of batch.updates) {
    if (source === undefined) continue;
    const its = bySource.get(source);
    if (its) its.push(update);
    else bySource.set(source, [update]);
  }
  const isWhole = batch.updates.every(({ source }) => source !== undefined);
  const frameOf = (updates: readonly Uint8Array[]): Uint8Array => updateFrame(mergeAll(updates));
  const without = (source?: Session): Uint8Array[] =>
    [...bySource].flatMap(([other, updates]) => (other === source ? [] : updates));
  const parts = [...bySource].map(([source, updates]) => ({ source, frame: frameOf(updates) }));
  const whole =
    parts.length === 0 ? undefined : isWhole && batch.merged ? updateFrame(batch.merged) : frameOf(without());
  for (const session of sessions) {
    if (!bySource.has(session)) {
      if (whole) session.send(whole, nowMs);
    } else if (session.supportsExtensions) {
      for (const { source, frame } of parts) if (source !== session) session.send(frame, nowMs);
    } else if (parts.length > 1) session.send(frameOf(without(session)), nowMs);
  }
  if (batch.authors.size > 0) sendAuthors(sessions, [...batch.authors], nowMs);
}

/** All of a large room would be a message of many MiB, which a server need not take. */
const authorsAtOnce = 2_000;

/**
 * Tells the coder who writes under which client id. Nobody else needs it, and in a room that was used for long it is
 * larger than the text.
 */
export function sendAuthors(
  sessions: Iterable<Session>,
  entries: [clientId: number, author: Author][],
  nowMs: number,
): void {
  for (const session of sessions) {
    if (!session.service) continue;
    // Nobody at all is news, too.
    for (let at = 0; at === 0 || at < entries.length; at += authorsAtOnce) {
      const some = entries.slice(at, at + authorsAtOnce);
      session.sendControl({ type: 'authors', entries: some }, nowMs);
    }
  }
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
  const ids = new Set(changed);
  for (const session of sessions) {
    const own = session.presenceId;
    if (own === undefined || !ids.has(own)) session.send(all, nowMs);
    else if (ids.size > 1) {
      session.send(awarenessFrame(presence.encode(changed.filter((id) => id !== own))), nowMs);
    }
  }
}
