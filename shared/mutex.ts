/** Runs one piece of work at a time, in the order in which they were asked for. Work must not ask its own mutex: it would wait for itself. */
export class Mutex {
  /** Resolves when all that was asked for so far is over; undefined when nothing is under way. */
  #last: Promise<void> | undefined;

  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    // Without a wait where nothing is under way: the work begins at once.
    if (before) await before;
    try {
      return await work();
    } finally {
      if (this.#last === promise) this.#last = undefined;
      resolve();
    }
  }
}
