/**
 * Measures how long ago something was, whatever happens to the device's clock. The clock that people set can jump back
 * by hours, the one that nobody sets may stand still while the device sleeps: whichever says more is right, or else
 * errs towards too long.
 */
export class Elapsed {
  #wallMs = Date.now();
  #steadyMs = performance.now();

  restart(): void {
    this.#wallMs = Date.now();
    this.#steadyMs = performance.now();
  }

  get ms(): number {
    return Math.max(Date.now() - this.#wallMs, performance.now() - this.#steadyMs);
  }
}
