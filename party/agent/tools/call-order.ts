/**
 * What a call does to the order: it reads, it changes or runs something, or it has nothing to do with the room's files.
 */
export type CallKind = 'reads' | 'changes' | 'apart';

/**
 * The order of a turn's calls. A model requests several at once and expects each to see what those before it did: so a
 * call waits for those before it that change something, and one that changes something waits for reads, too.
 */
export class CallOrder {
  #changes: Promise<unknown> = Promise.resolve();
  #reads: Promise<unknown> = Promise.resolve();

  /** To be called in the order of the calls. @returns when the call may go on, and what to call when it has ended */
  begin(kind: CallKind): { ready: Promise<unknown>; end: () => void } {
    if (kind === 'apart') return { ready: Promise.resolve(), end: () => undefined };
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    if (kind === 'reads') {
      this.#reads = Promise.all([this.#reads, ended]);
      return { ready: this.#changes, end };
    }
    const ready = Promise.all([this.#changes, this.#reads]);
    this.#changes = Promise.all([ready, ended]);
    this.#reads = Promise.resolve();
    return { ready, end };
  }
}
