import * as Y from 'yjs';

/** Yjs client id → clock, of each that had written. */
export type StateVector = ReadonlyMap<number, number>;

/**
 * The document's state vectors when each turn began, as differences: a room that many have visited has a vector of tens of
 * kilobytes, of which hardly anything changes from one turn to the next. Clocks only grow, so a whole vector in place of a
 * difference, as earlier releases stored it, means the same.
 */
export class StateHistory {
  /** Oldest first. */
  readonly #differences = new Map<string, StateVector>();
  readonly #newest = new Map<number, number>();

  /** Adds the state before a turn, which is newer than all before. @returns the difference, to be stored */
  add(turn: string, state: StateVector): Uint8Array<ArrayBuffer> {
    const difference = new Map(
      [...state].filter(([client, clock]) => clock > (this.#newest.get(client) ?? 0)),
    );
    for (const [client, clock] of difference) this.#newest.set(client, clock);
    this.#differences.set(turn, difference);
    return new Uint8Array(Y.encodeStateVector(difference));
  }

  /** Adds what was stored of a turn. To be called for each, oldest first. */
  load(turn: string, stored: Uint8Array): void {
    this.add(turn, Y.decodeStateVector(stored));
  }

  /** The state before a turn. */
  before(turn: string): StateVector {
    const state = new Map<number, number>();
    for (const [each, difference] of this.#differences) {
      for (const [client, clock] of difference) state.set(client, clock);
      if (each === turn) break;
    }
    return state;
  }
}
