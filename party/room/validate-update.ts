import * as Y from 'yjs';
import { maxClientId } from '../../shared/ids.ts';
import { roomLimits } from '../../shared/limits.ts';
import { canEdit, canSet, type User } from '../../shared/roles.ts';
import type { Authors, Writer } from './authors.ts';
import { Places } from './places.ts';
import { restrictedChangesIn, takesSetting } from './rules.ts';
import { anyDeleted } from './structs.ts';
import { contentKind, none, UpdateReader } from './update-reader.ts';

/** What the room finds about an update before it applies it. */
export type Verdict =
  /** The document already has all of it: a client that rejoins sends everything that was ever deleted. */
  | { kind: 'known' }
  /** May be applied; `claims` are client ids that nobody wrote under before, `adds` whether it does more than delete. */
  | { kind: 'apply'; claims: number[]; adds: boolean }
  /** It builds on something that has not come yet; `missing` is one such clock. */
  | { kind: 'wait'; missing: { client: number; clock: number } }
  | { kind: 'foreign'; clientId: number }
  /** Who wrote it, or who may, is known only once the coder is back in a room that was lost. */
  | { kind: 'unsettled' }
  /** It has more new client ids, or roots, than the room takes at once. */
  | { kind: 'crowded' }
  /** Its writer has introduced too many client ids in the last hour. */
  | { kind: 'hasty' }
  /** The room takes no more client ids. */
  | { kind: 'full' }
  /** It changes what only the room's owner may change. */
  | { kind: 'settings' }
  /** Its writer may not write. */
  | { kind: 'readonly' }
  /** It puts something where it cannot be. */
  | { kind: 'misplaced'; message: string }
  | { kind: 'malformed'; reason: string };

/** What an update is validated against. */
export interface ValidationContext {
  doc: Y.Doc;
  authors: Authors;
  /** Whether the room began without storage: it is new, or was lost and is to be brought back. */
  isNew: boolean;
  /** Whether someone else shows themselves under a client id. */
  isAnothers: (clientId: number, user: User) => boolean;
  /** ms since the epoch. */
  now: () => number;
}

/** What reading an update's structs reveals. */
interface Structs {
  /** Client id → the clock after the last struct that is here or comes with this update without a gap. */
  readonly ends: Map<number, number>;
  /** Client id → the clock after the last struct that the update builds on. */
  readonly needs: Map<number, number>;
  readonly claims: Set<number>;
  readonly places: Places;
  gapAt: { client: number; clock: number } | undefined;
  deletionsAt: number;
}

/**
 * Validates an update before it touches the document: is it well-formed, is everything it builds on here, may
 * this writer write it? Yields the cost of each step, so that a long update can be checked in parts; what
 * others bring between two steps only adds to the document.
 */
export function* validateUpdate(
  known: ValidationContext,
  writer: Writer,
  update: Uint8Array,
): Generator<number, Verdict> {
  try {
    return yield* validateWhole(known, writer, update);
  } catch (error) {
    return { kind: 'malformed', reason: error instanceof Error ? error.message : 'unreadable' };
  }
}

function* validateWhole(
  known: ValidationContext,
  writer: Writer,
  update: Uint8Array,
): Generator<number, Verdict> {
  const { doc, authors, isNew, isAnothers } = known;
  const reader = new UpdateReader(update);
  // Whoever comes first to a room that lost its storage brings back everything that was in it.
  const bringsBack = writer.service || (isNew && !authors.hasOthers(writer.user.id));
  const structs = yield* readStructs(known, writer, reader, claimLimits(known, writer, bringsBack));
  if ('kind' in structs) return structs;
  const { claims, ends, needs, places, gapAt, deletionsAt } = structs;
  const endOf = (client: number): number => Math.max(ends.get(client) ?? 0, Y.getState(doc.store, client));
  let missing = gapAt;
  for (const [client, clock] of needs) {
    yield 1;
    if (clock > endOf(client)) missing ??= { client, clock };
  }
  for (const { client, clock, length } of reader.deletions(deletionsAt)) {
    yield 1;
    if (clock + length > endOf(client)) missing ??= { client, clock: clock + length };
  }
  reader.finish();
  for (const client of claims) {
    yield 1;
    if (writer.service || !isAnothers(client, writer.user)) continue;
    return bringsBack ? { kind: 'unsettled' } : { kind: 'foreign', clientId: client };
  }
  if (doc.share.size + places.newRoots.size > roomLimits.maxRoots) return { kind: 'crowded' };
  const restricted = yield* restrictedChangesIn(doc, places);
  const maySet = writer.service || canSet(writer.role);
  if (restricted.settings && !maySet && !bringsBack) return { kind: 'settings' };
  // Only the owner decides what the agent may do unasked, and only the coder remembers it: nobody else is
  // believed.
  if (restricted.approvals && !maySet) return { kind: 'unsettled' };
  if (restricted.misplaced !== undefined && !writer.service)
    return { kind: 'misplaced', message: restricted.misplaced };
  if (missing) return { kind: 'wait', missing };
  if (!maySet && !bringsBack && (yield* takesSetting(doc, reader.deletions(deletionsAt))))
    return { kind: 'settings' };
  if (ends.size > 0) return { kind: 'apply', claims: [...claims], adds: true };
  const isNews = yield* anyDeleted(doc, reader.deletions(deletionsAt), () => true);
  if (!isNews) return { kind: 'known' };
  return canEdit(writer.role) ? { kind: 'apply', claims: [], adds: false } : { kind: 'readonly' };
}

/** How many new client ids an update may have, and what it is otherwise. */
function claimLimits({ authors, now }: ValidationContext, { user }: Writer, bringsBack: boolean) {
  const limits = [{ most: Math.max(0, roomLimits.maxAuthors - authors.size), kind: 'full' } as const];
  if (bringsBack) return limits;
  return [
    ...limits,
    { most: roomLimits.maxNewAuthors, kind: 'crowded' } as const,
    { most: authors.newIds.left(user.id, now()), kind: 'hasty' } as const,
  ];
}

function* readStructs(
  { doc, authors }: ValidationContext,
  writer: Writer,
  reader: UpdateReader,
  limits: readonly { most: number; kind: 'crowded' | 'full' | 'hasty' }[],
): Generator<number, Structs | Verdict> {
  const ends = new Map<number, number>();
  const needs = new Map<number, number>();
  const claims = new Set<number>();
  const places = new Places(doc);
  let gapAt: Structs['gapAt'];
  while (reader.next()) {
    yield 1;
    const { client, clock, content } = reader;
    // Yjs never picks such an id, and no page could be told who writes under it.
    if (client > maxClientId) return { kind: 'malformed', reason: 'a client id that is too large' };
    const known = Math.max(ends.get(client) ?? 0, Y.getState(doc.store, client));
    const end = clock + reader.length;
    if (content === contentKind.skip || end <= known) continue;
    if (!canEdit(writer.role)) return { kind: 'readonly' };
    const buildsOn = (toClient: number, toClock: number): void => {
      if (toClock === none) return;
      if (toClient === client && toClock >= clock) throw new Error('a struct that builds on a later one');
      if (toClock >= (needs.get(toClient) ?? 0)) needs.set(toClient, toClock + 1);
    };
    buildsOn(reader.originClient, reader.originClock);
    buildsOn(reader.rightClient, reader.rightClock);
    buildsOn(reader.parentClient, reader.parentClock);
    const right = authors.right(client, writer, Y.getState(doc.store, client) > 0);
    if (right === 'foreign') return { kind: 'foreign', clientId: client };
    if (right === 'claim') claims.add(client);
    for (const { most, kind } of limits) if (claims.size > most) return { kind };
    places.note(reader);
    if (clock > known) gapAt ??= { client, clock };
    else ends.set(client, end);
  }
  return { ends, needs, claims, places, gapAt, deletionsAt: reader.position };
}
