/** Runs one task at a time, in the order of the calls. Not reentrant: a task that calls `run` would wait for itself. */
export class Mutex {
  /** Resolves when all tasks so far are done; undefined when none is running. */
  #last: Promise<void> | undefined;

  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    // No `await` when idle, so that the task starts synchronously.
    if (before) await before;
    try {
      return await work();
    } finally {
      if (this.#last === promise) this.#last = undefined;
      resolve();
    }
  }
}
