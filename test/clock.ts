/** A clock that stands still until it is advanced. It starts now, so that tokens made in a test are valid. */
export class Clock {
  #nowMs = Date.now();
  #timers: { atMs: number; callback: () => void }[] = [];

  /** By how much the clock on the wall has been set back. */
  #backMs = 0;

  readonly now = (): number => this.#nowMs;

  readonly wallMs = (): number => this.#nowMs - this.#backMs;

  /** Sets the clock on the wall back. */
  setBack(ms: number): void {
    this.#backMs += ms;
  }

  /** Starts over, as a new process does, on a server whose clock was set back meanwhile. */
  restartEarlier(ms: number): void {
    this.#nowMs -= ms;
    this.#timers = [];
  }

  readonly after = (delayMs: number, callback: () => void): void => {
    if (delayMs === 0) {
      setImmediate(callback);
      return;
    }
    this.#timers.push({ atMs: this.#nowMs + delayMs, callback });
  };

  /** Lets time pass, and runs what becomes due, in order. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      this.#timers.sort((a, b) => a.atMs - b.atMs);
      const [next] = this.#timers;
      if (!next || next.atMs > untilMs) break;
      this.#timers.shift();
      this.#nowMs = next.atMs;
      next.callback();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }
}

/** Lets everything that is under way in this process come to rest. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}
