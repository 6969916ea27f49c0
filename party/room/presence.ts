import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { maxClientId } from '../../shared/ids.ts';
import { wireLimits } from '../../shared/limits.ts';
import type { User } from '../../shared/roles.ts';
import { stamp } from './presence-state.ts';

/** A connection, as presence knows it. */
export interface Present {
  readonly user: User;
  /** Order of arrival. */
  readonly number: number;
  /** The one client id that this connection shows itself under; set by its first state. */
  presenceId: number | undefined;
}

interface Entry {
  userId: string;
  /** The connection that last spoke for this id; undefined when that has left. */
  owner: Present | undefined;
  /** The next connection to come at the time when the owner left. */
  leftBefore: number;
  /** The clock that the owner sent; -1 when any will do. */
  inClock: number;
  /**
   * The clock that we send. It only grows, so that a rejoin at an old clock is seen by those who saw the leave. It begins
   * at the time in microseconds, so that it has grown over a restart of the room too: no step of it takes less than one.
   */
  outClock: number;
  /** The stamped state; null when gone. */
  json: string | null;
  /** When everyone was told last. */
  toldMs: number;
}

const goneKept = 1_000;
const microsecondsPerMs = 1_000;

/**
 * Who is here, and what they show of themselves.
 *
 * Invariants: a connection speaks for one client id, and an id for one user; the identity in each state is the one
 * that the room verified. Stock clients repeat what they hear of others: that is dropped in silence.
 */
export class Presence {
  readonly #entries = new Map<number, Entry>();
  readonly #writesAnother: (clientId: number, user: User) => boolean;

  /** `writesAnother`: whether a client id is known to be written under by someone else. */
  constructor(writesAnother: (clientId: number, user: User) => boolean) {
    this.#writesAnother = writesAnother;
  }

  /** Whether someone else shows themselves under a client id, or did. */
  isAnothers(clientId: number, user: User): boolean {
    const entry = this.#entries.get(clientId);
    return entry !== undefined && entry.userId !== user.id;
  }

  /** Client ids that show something. @param of whose; everyone's, when it is left out */
  ids(of: (user: { id: string }) => boolean = () => true): number[] {
    return [...this.#entries]
      .filter(([, { json, userId }]) => json !== null && of({ id: userId }))
      .map(([id]) => id);
  }

  /**
   * Takes an awareness update. @returns the ids whose state is to be told to the others.
   * @throws when something in it is malformed or forged: nothing after that is taken.
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

  /** The connection has left. @returns the id that is gone with it. */
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

  /**
   * Has those who are here told of again before anyone takes them for gone: a hidden page's timers renew its presence
   * once a minute, and clients forget after half of that. @returns the ids to be told
   */
  renew(nowMs: number): number[] {
    const due: number[] = [];
    for (const [id, entry] of this.#entries) {
      if (entry.json === null || nowMs - entry.toldMs < wireLimits.presenceRenewalMs) continue;
      entry.outClock++;
      entry.toldMs = nowMs;
      due.push(id);
    }
    return due;
  }

  /**
   * As {@link encode}, for someone who comes: as news, since a client whose line broke forgets the states and not their
   * clocks, and takes none at a clock that it knows.
   */
  encodeAnew(ids: readonly number[]): Uint8Array {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry) entry.outClock++;
    }
    return this.encode(ids);
  }

  /** The awareness update that tells these ids' states. */
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
      // A client that repeats what it heard of others cannot know a newer clock than we sent.
      const entry = this.#entries.get(id);
      if (rawJson !== 'null' && entry && clock > entry.outClock) throw new Error('the state of someone else');
      return false;
    }
    const json = rawJson === 'null' ? null : stamp(rawJson, from.user);
    const entry = this.#entries.get(id) ?? {
      userId: from.user.id,
      owner: from,
      leftBefore: nextNumber,
      inClock: -1,
      outClock: nowMs * microsecondsPerMs,
      json: null,
      toldMs: nowMs,
    };
    if (json === null && entry.json === null) return false;
    const isNews =
      entry.owner !== from || clock > entry.inClock || (clock === entry.inClock && json === null);
    if (!isNews) return false;
    from.presenceId = id;
    entry.owner = from;
    entry.inClock = clock;
    entry.outClock++;
    entry.json = json;
    entry.toldMs = nowMs;
    this.#entries.set(id, entry);
    return true;
  }

  #mayShow(from: Present, id: number): boolean {
    if (from.presenceId === undefined ? this.#writesAnother(id, from.user) : from.presenceId !== id)
      return false;
    const entry = this.#entries.get(id);
    if (!entry) return true;
    if (entry.userId !== from.user.id) return false;
    // The same user comes back on a new socket. One that was there before is the client's own of before, late, or another
    // tab's, repeating what it heard.
    return from.number >= (entry.owner ? entry.owner.number : entry.leftBefore);
  }

  #clear(entry: Entry): boolean {
    if (entry.json === null) return false;
    entry.json = null;
    entry.outClock++;
    return true;
  }

  /** Forgets the ids that left first. */
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
