import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { maxClientId } from '../../shared/ids.ts';
import { wireLimits } from '../../shared/limits.ts';
import type { Role, User } from '../../shared/roles.ts';
import { stamp } from './presence-state.ts';

/** A connection, as presence sees it. */
export interface Present {
  readonly user: User;
  readonly role: Role;
  /** Order of arrival. */
  readonly number: number;
  /** The one client id that this connection shows itself under; set by its first state. */
  presenceId: number | undefined;
}

interface Entry {
  userId: string;
  /** The connection that last spoke for this id; undefined when that has left. */
  owner: Present | undefined;
  /** The number of the next connection when the owner left: only that one or a later one may take over. */
  leftBefore: number;
  /** The clock that the owner sent; -1 when any is accepted. */
  inClock: number;
  /**
   * The clock that the room sends. It only grows, so that clients who saw someone leave also see them rejoin
   * at an old clock. It starts from the time in microseconds, so that it grows across a restart of the room
   * too: it never advances faster than that, and the time never goes back.
   */
  outClock: number;
  /** The stamped state; null when gone. */
  json: string | null;
  /** When the state was last sent to everyone. */
  sentMs: number;
}

const goneKept = 1_000;
const microsecondsPerMs = 1_000;

/**
 * Who is here, and what they show of themselves.
 *
 * Invariants: a connection speaks for one client id, and a client id for one user; the identity in each state
 * is the one that the room verified. Stock clients repeat the states they hear from others; those are dropped
 * silently.
 */
export class Presence {
  readonly #entries = new Map<number, Entry>();
  readonly #clockMs: () => number;
  readonly #writesAnother: (clientId: number, user: User) => boolean;

  /**
   * `clockMs`: a time that never goes back, not even across a restart. `writesAnother`: whether someone else is known to
   * write under a client id.
   */
  constructor(clockMs: () => number, writesAnother: (clientId: number, user: User) => boolean) {
    this.#clockMs = clockMs;
    this.#writesAnother = writesAnother;
  }

  /** Whether someone else shows themselves under a client id, or did. */
  isAnothers(clientId: number, user: User): boolean {
    const entry = this.#entries.get(clientId);
    return entry !== undefined && entry.userId !== user.id;
  }

  /** Client ids with a state. @param of whose; everyone's by default */
  ids(of: (user: { id: string }) => boolean = () => true): number[] {
    return [...this.#entries]
      .filter(([, { json, userId }]) => json !== null && of({ id: userId }))
      .map(([id]) => id);
  }

  /** Everyone who shows themselves, each user once. */
  people(): User[] {
    const shown = [...this.#entries.values()].flatMap(({ json, owner }) =>
      json !== null && owner ? [owner.user] : [],
    );
    return [...new Map(shown.map((user) => [user.id, user])).values()];
  }

  /**
   * Applies an awareness update. @returns the ids whose states the others must be sent.
   * @throws when something in it is malformed or forged: nothing after that is applied.
   */
  take(from: Present, update: Uint8Array, nowMs: number, nextNumber: number): number[] {
    const decoder = decoding.createDecoder(update);
    const changed: number[] = [];
    const states = decoding.readVarUint(decoder);
    if (states > wireLimits.maxAwarenessStates) throw new Error('too many states');
    for (let left = states; left > 0; left--) {
      const id = decoding.readVarUint(decoder);
      if (id > maxClientId) throw new Error('a client id that is too large');
      const clock = decoding.readVarUint(decoder);
      const json = decoding.readVarString(decoder);
      if (this.#takeOne(from, id, clock, json, nowMs, nextNumber)) changed.push(id);
    }
    if (decoding.hasContent(decoder)) throw new Error('bytes follow the awareness update');
    return changed;
  }

  /** Removes a connection's presence. @returns the id that is gone with it. */
  leave(who: Present, nextNumber: number): number[] {
    const id = who.presenceId;
    const entry = id === undefined ? undefined : this.#entries.get(id);
    if (id === undefined || !entry || entry.owner !== who) return [];
    entry.owner = undefined;
    entry.leftBefore = nextNumber;
    entry.inClock = -1;
    this.#prune();
    return this.#clear(entry) ? [id] : [];
  }

  /** A connection's user has another name, colour or role. @returns the id whose state shows it */
  restamp(who: Present, nowMs: number): number[] {
    const id = who.presenceId;
    const entry = id === undefined ? undefined : this.#entries.get(id);
    if (id === undefined || entry?.owner !== who || entry.json === null) return [];
    entry.json = stamp(entry.json, who);
    entry.outClock++;
    entry.sentMs = nowMs;
    return [id];
  }

  /**
   * Renews states before clients time them out: a hidden page renews its presence only once a minute, and
   * clients forget a state after half of that. @returns the ids to send again
   */
  renew(nowMs: number): number[] {
    const due: number[] = [];
    for (const [id, entry] of this.#entries) {
      if (entry.json === null || nowMs - entry.sentMs < wireLimits.presenceRenewalMs) continue;
      entry.outClock++;
      entry.sentMs = nowMs;
      due.push(id);
    }
    return due;
  }

  /**
   * Like {@link encode}, but at new clocks, for a client that joins: after a lost connection a client forgets
   * the states but not their clocks, and ignores a state at a clock that it knows.
   */
  encodeAnew(ids: readonly number[]): Uint8Array {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry) entry.outClock++;
    }
    return this.encode(ids);
  }

  /** An awareness update with the states of these ids. */
  encode(ids: readonly number[]): Uint8Array {
    const known = ids.flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry ? [{ id, entry }] : [];
    });
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, known.length);
      for (const { id, entry } of known) {
        encoding.writeVarUint(encoder, id);
        encoding.writeVarUint(encoder, entry.outClock);
        encoding.writeVarString(encoder, entry.json ?? 'null');
      }
    });
  }

  #takeOne(
    from: Present,
    id: number,
    clock: number,
    rawJson: string,
    nowMs: number,
    nextNumber: number,
  ): boolean {
    if (!this.#mayShow(from, id)) {
      // A client that only repeats what it heard cannot know a newer clock than the room sent.
      const entry = this.#entries.get(id);
      if (rawJson !== 'null' && entry && clock > entry.outClock) throw new Error('the state of someone else');
      return false;
    }
    const json = rawJson === 'null' ? null : stamp(rawJson, from);
    const entry = this.#entries.get(id) ?? {
      userId: from.user.id,
      owner: from,
      leftBefore: nextNumber,
      inClock: -1,
      outClock: this.#clockMs() * microsecondsPerMs,
      json: null,
      sentMs: nowMs,
    };
    if (json === null && entry.json === null) return false;
    const isNews =
      entry.owner !== from || clock > entry.inClock || (clock === entry.inClock && json === null);
    if (!isNews) return false;
    const isSame =
      entry.owner === from && entry.json === json && nowMs - entry.sentMs < wireLimits.samePresenceMs;
    from.presenceId = id;
    entry.owner = from;
    entry.inClock = clock;
    if (isSame) return false;
    entry.outClock++;
    entry.json = json;
    entry.sentMs = nowMs;
    this.#entries.set(id, entry);
    return true;
  }

  #mayShow(from: Present, id: number): boolean {
    if (from.presenceId === undefined ? this.#writesAnother(id, from.user) : from.presenceId !== id)
      return false;
    const entry = this.#entries.get(id);
    if (!entry) return true;
    if (entry.userId !== from.user.id) return false;
    // The same user may come back on a newer socket. An older one is either this client's previous socket,
    // arriving late, or another tab that repeats what it heard.
    return from.number >= (entry.owner ? entry.owner.number : entry.leftBefore);
  }

  #clear(entry: Entry): boolean {
    if (entry.json === null) return false;
    entry.json = null;
    entry.outClock++;
    return true;
  }

  /** Forgets the oldest ids that have left. */
  #prune(): void {
    let surplus = this.#entries.size - goneKept;
    for (const [id, { owner }] of this.#entries) {
      if (surplus <= 0) return;
      if (owner) continue;
      this.#entries.delete(id);
      surplus--;
    }
  }
}
