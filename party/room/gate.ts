import type { Decoder } from 'lib0/decoding';
import * as Y from 'yjs';
import { maxClientId } from '../../shared/ids.ts';
import { roomLimits } from '../../shared/limits.ts';
import { canSet, type User } from '../../shared/roles.ts';
import type { Authors, Writer } from './authors.ts';
import { takesSetting, writesSetting } from './settings.ts';
import { type Struct, takeAny } from './structs.ts';

/** What the room thinks of an update before it applies it. */
export type Verdict =
  /** There is nothing in it that the document has not: who rejoins says all that was ever deleted. */
  | { kind: 'known' }
  /** May be applied; `claims` are client ids that nobody wrote under before, `adds` whether it does more than delete. */
  | { kind: 'apply'; claims: number[]; adds: boolean }
  /** It builds on something that has not come yet. */
  | { kind: 'wait' }
  | { kind: 'foreign'; clientId: number }
  /** More client ids than the room takes. */
  | { kind: 'crowded' }
  /** It changes what only the room's owner may. */
  | { kind: 'settings' }
  | { kind: 'malformed'; reason: string };

type Decoded = ReturnType<typeof Y.decodeUpdate>;

/** Where the last decoding came to: Yjs makes its decoder itself, and does not hand it back. */
let lastDecoder: Decoder | undefined;

/** One class for all updates: one made for each would never be compiled. */
class WatchedDecoder extends Y.UpdateDecoderV1 {
  constructor(decoder: Decoder) {
    super(decoder);
    lastDecoder = decoder;
  }
}

/**
 * Decodes an update to its last byte. Decoding is not validation: what comes out may still lie about clocks.
 * @throws on anything that is not exactly one update.
 */
function decodeWhole(update: Uint8Array): Decoded {
  const decoded = Y.decodeUpdateV2(update, WatchedDecoder);
  const end = lastDecoder?.pos;
  // It holds the frame that the update came in.
  lastDecoder = undefined;
  if (end !== update.byteLength) throw new Error('bytes follow the update');
  return decoded;
}

/** What an update is examined against. */
export interface Known {
  doc: Y.Doc;
  authors: Authors;
  /** Whether someone else shows themselves under a client id. */
  isAnothers: (clientId: number, user: User) => boolean;
}

/** Looks at an update before it touches the document: is it whole, does it follow on, may this writer write it? */
export function examine({ doc, authors, isAnothers }: Known, writer: Writer, update: Uint8Array): Verdict {
  let decoded: Decoded;
  try {
    decoded = decodeWhole(update);
  } catch (error) {
    return { kind: 'malformed', reason: error instanceof Error ? error.message : 'unreadable' };
  }
  /** Client id → the clock after the last struct that is here or comes with this update without a gap. */
  const ends = new Map<number, number>();
  const endOf = (client: number): number => ends.get(client) ?? Y.getState(doc.store, client);
  const claims = new Set<number>();
  let gap = false;
  // A room without its storage is brought back by whoever comes first, with everything that was in it.
  const bringsBack = writer.service || !authors.hasOthers(writer.user.id);
  const mayNotSet = !bringsBack && !canSet(writer.role);
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id;
    // No page could be told who writes under it.
    if (client > maxClientId) return { kind: 'malformed', reason: 'a client id that is too large' };
    if (struct.length <= 0) return { kind: 'malformed', reason: 'an empty struct' };
    const known = endOf(client);
    const end = clock + struct.length;
    if (struct instanceof Y.Skip || end <= known) continue;
    if (buildsOnLater(struct)) return { kind: 'malformed', reason: 'a struct that builds on a later one' };
    const right = authors.right(client, writer, Y.getState(doc.store, client) > 0);
    const isTaken = right === 'claim' && !bringsBack && isAnothers(client, writer.user);
    if (right === 'foreign' || isTaken) return { kind: 'foreign', clientId: client };
    if (right === 'claim') claims.add(client);
    if (mayNotSet && writesSetting(doc, struct)) return { kind: 'settings' };
    if (clock > known) gap = true;
    else ends.set(client, end);
  }
  if (claims.size > roomLimits.maxAuthors - authors.size) return { kind: 'crowded' };
  if (!bringsBack && claims.size > roomLimits.maxNewAuthors) return { kind: 'crowded' };
  if (gap || !isComplete(decoded, endOf)) return { kind: 'wait' };
  if (mayNotSet && takesSetting(doc, decoded.ds)) return { kind: 'settings' };
  if (ends.size === 0 && !takeAny(doc, decoded.ds, () => true)) return { kind: 'known' };
  return { kind: 'apply', claims: [...claims], adds: ends.size > 0 };
}

/** What an item builds on: its neighbours when it was written, and the item it is inside of. */
function referencesOf(struct: Struct): Y.ID[] {
  if (!(struct instanceof Y.Item)) return [];
  const { origin, rightOrigin, parent } = struct;
  return [origin, rightOrigin, parent].filter((id) => id instanceof Y.ID);
}

function buildsOnLater(struct: Struct): boolean {
  const { client, clock } = struct.id;
  return referencesOf(struct).some((id) => id.client === client && id.clock >= clock);
}

/** Whether everything that an update builds on, or deletes, is here or comes with it. */
function isComplete({ structs, ds }: Decoded, endOf: (client: number) => number): boolean {
  for (const struct of structs) {
    if (referencesOf(struct).some((id) => id.clock >= endOf(id.client))) return false;
  }
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) if (clock + len > endOf(client)) return false;
  }
  return true;
}
